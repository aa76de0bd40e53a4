package pasvport.linux;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A pool of kernel pipes, empty when given out. A few are large; an unprivileged user has 64 MiB of
 * pipe buffers in all (pipe(7), pipe-user-pages-soft), and where many transfers run each gets
 * little at a time anyway, so the others keep the kernel's size.
 */
public final class Pipes implements AutoCloseable {
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int F_SETPIPE_SZ = 1031;

  /** As much as an unprivileged user may ask for. */
  static final int LARGE_BYTES = 1024 * 1024;

  /** The kernel's own size, 16 pages. */
  private static final int SMALL_BYTES = 64 * 1024;

  /** A step as large as such a pipe keeps a processor for half a millisecond. */
  static final int MOST_LARGE = 8;

  /** Kept for the next transfers; beyond it a pipe that comes back is closed. */
  private static final int MOST_KEPT = 1024;

  /**
   * One pipe: its two descriptors.
   *
   * @param bytes how many to move through it in one step
   */
  record Pipe(int out, int in, int bytes) {
    private boolean isLarge() {
      return bytes == LARGE_BYTES;
    }
  }

  private final ConcurrentLinkedDeque<Pipe> idleLarge = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedDeque<Pipe> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger kept = new AtomicInteger();

  /** How many large ones there are, idle or in use. */
  private final AtomicInteger large = new AtomicInteger();

  Pipe take() throws IOException {
    @Nullable Pipe pooled = idleLarge.pollFirst();
    if (pooled != null) {
      return pooled;
    }
    if (large.incrementAndGet() <= MOST_LARGE) {
      return openLarge();
    }
    large.decrementAndGet();
    pooled = idle.pollFirst();
    if (pooled != null) {
      kept.decrementAndGet();
      return pooled;
    }
    int[] ends = Libc.pipe(O_NONBLOCK | O_CLOEXEC);
    return new Pipe(ends[0], ends[1], SMALL_BYTES);
  }

  private Pipe openLarge() throws IOException {
    try {
      int[] ends = Libc.pipe(O_NONBLOCK | O_CLOEXEC);
      // Refused beyond the user's allowance; then a step takes what there is room for.
      int _ = Libc.fcntl(ends[1], F_SETPIPE_SZ, LARGE_BYTES);
      return new Pipe(ends[0], ends[1], LARGE_BYTES);
    } catch (IOException e) {
      large.decrementAndGet();
      throw e;
    }
  }

  /** Takes a pipe back, if nothing is left in it; else it is closed. */
  void give(Pipe pipe, boolean empty) {
    if (pipe.isLarge()) {
      if (empty) {
        idleLarge.addFirst(pipe);
      } else {
        close(pipe);
        large.decrementAndGet();
      }
    } else if (empty && kept.incrementAndGet() <= MOST_KEPT) {
      idle.addFirst(pipe);
    } else {
      if (empty) {
        kept.decrementAndGet();
      }
      close(pipe);
    }
  }

  private static void close(Pipe pipe) {
    Libc.close(pipe.out());
    Libc.close(pipe.in());
  }

  /** Closes what is idle. */
  @Override
  public void close() {
    closeAll(idleLarge);
    closeAll(idle);
  }

  private static void closeAll(ConcurrentLinkedDeque<Pipe> pipes) {
    @Nullable Pipe pipe = pipes.pollFirst();
    while (pipe != null) {
      close(pipe);
      pipe = pipes.pollFirst();
    }
  }
}
