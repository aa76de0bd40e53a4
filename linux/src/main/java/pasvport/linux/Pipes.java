package pasvport.linux;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool of kernel pipes, empty when given out. The first ones are large; an unprivileged user has
 * 64 MiB of pipe buffers in all (pipe(7), pipe-user-pages-soft), so the others keep the kernel's
 * size.
 */
public final class Pipes implements AutoCloseable {
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int F_SETPIPE_SZ = 1031;

  /** Sixteen times the kernel's size, and the most that an unprivileged user may ask for. */
  private static final int LARGE_BYTES = 1024 * 1024;

  private static final int MOST_LARGE = 16;

  /** Kept for the next transfers; beyond it a pipe that comes back is closed. */
  private static final int MOST_KEPT = 1024;

  /** One pipe: its two descriptors. */
  record Pipe(int out, int in) {}

  private final ConcurrentLinkedDeque<Pipe> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final AtomicInteger large = new AtomicInteger();

  Pipe take() throws IOException {
    Pipe pooled = idle.pollFirst();
    if (pooled != null) {
      kept.decrementAndGet();
      return pooled;
    }
    int[] ends = Libc.pipe(O_NONBLOCK | O_CLOEXEC);
    if (large.incrementAndGet() <= MOST_LARGE) {
      // Refused beyond the user's allowance; then it stays as it is.
      int _ = Libc.fcntl(ends[1], F_SETPIPE_SZ, LARGE_BYTES);
    }
    return new Pipe(ends[0], ends[1]);
  }

  /** Takes a pipe back, if nothing is left in it; else it is closed. */
  void give(Pipe pipe, boolean empty) {
    if (empty && kept.incrementAndGet() <= MOST_KEPT) {
      idle.addFirst(pipe);
      return;
    }
    if (empty) {
      kept.decrementAndGet();
    }
    close(pipe);
  }

  private static void close(Pipe pipe) {
    Libc.close(pipe.out());
    Libc.close(pipe.in());
  }

  /** Closes what is idle. */
  @Override
  public void close() {
    Pipe pipe = idle.pollFirst();
    while (pipe != null) {
      close(pipe);
      pipe = idle.pollFirst();
    }
  }
}
