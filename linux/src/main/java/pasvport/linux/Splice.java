package pasvport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import sun.nio.ch.Net;
import sun.nio.ch.SelChImpl;

/**
 * One direction of a relay in the kernel: bytes go from a socket into a pipe and from there to
 * another socket, and never enter this process (splice(2)).
 *
 * <p>For one thread, which may be virtual: it parks until a socket is ready and never blocks in the
 * kernel. Both channels must be in non-blocking mode, and nobody else may close them while {@link
 * #move} is running: the kernel would go on with the descriptors, which may be somebody else's by
 * then. Another thread ends it through {@code goOn} and an unpark of the thread that moves.
 */
public final class Splice implements AutoCloseable {
  private static final int SPLICE_F_MOVE = 1;
  private static final int SPLICE_F_NONBLOCK = 2;

  /** As much as a large pipe holds. Then another relay on this carrier thread gets its turn. */
  public static final int TURN_BYTES = 256 * 1024;

  /**
   * The unpark of who stops a move may be used up by a lock on the way to the park; then the move
   * sees by itself, this late, that it was stopped.
   */
  private static final long LOOK_AROUND_NANOS = 1_000_000_000L;

  /** Called between steps: how many bytes have reached the target since last time. */
  public interface Progress {
    /** False to stop. */
    boolean goOn(long moved);
  }

  /** The source's connection broke. */
  public static final class SourceBroke extends IOException {
    private static final long serialVersionUID = 1;

    SourceBroke(long error) {
      super("error " + -error);
    }
  }

  /** The target's connection broke. */
  public static final class TargetBroke extends IOException {
    private static final long serialVersionUID = 1;

    TargetBroke(long error) {
      super("error " + -error);
    }
  }

  private final Pipes pipes;
  private final Pipes.Pipe pipe;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = Libc.callState(arena);

  /** Bytes that are in the pipe. */
  private long inPipe;

  /**
   * Takes a pipe from the pool.
   *
   * @throws IOException if there is none to be had; the caller copies instead
   */
  public Splice(Pipes pipes) throws IOException {
    this.pipes = pipes;
    this.pipe = pipes.take();
  }

  /**
   * Moves bytes until the source has ended and all of them are with the target.
   *
   * @param step how many bytes to move at most between two calls of {@code progress}, which may
   *     hold the thread up
   * @return true at the source's end, false if {@code progress} said to stop
   * @throws SourceBroke if the source was reset
   * @throws TargetBroke if the target takes no more
   */
  @SuppressWarnings("ThreadPriorityCheck") // a virtual thread that never parks keeps its carrier
  public boolean move(SocketChannel from, SocketChannel to, int step, Progress progress)
      throws IOException {
    int most = Math.min(step, TURN_BYTES);
    int source = Linux.descriptor(from);
    int target = Linux.descriptor(to);
    long sinceYield = 0;
    while (true) {
      long taken = splice(source, pipe.in(), most);
      if (taken == 0) {
        return true;
      }
      if (taken == -Libc.EAGAIN) {
        if (!progress.goOn(0)) {
          return false;
        }
        park(from, Net.POLLIN);
        continue;
      }
      if (taken < 0) {
        throw new SourceBroke(taken);
      }
      inPipe += taken;
      if (!drain(target, to, progress)) {
        return false;
      }
      sinceYield += taken;
      if (sinceYield >= TURN_BYTES) {
        sinceYield = 0;
        Thread.yield();
      }
    }
  }

  private boolean drain(int target, SocketChannel to, Progress progress) throws IOException {
    while (inPipe > 0) {
      long given = splice(pipe.out(), target, inPipe);
      if (given == -Libc.EAGAIN) {
        if (!progress.goOn(0)) {
          return false;
        }
        park(to, Net.POLLOUT);
      } else if (given <= 0) {
        throw new TargetBroke(given);
      } else {
        inPipe -= given;
        if (!progress.goOn(given)) {
          return false;
        }
      }
    }
    return true;
  }

  private long splice(int from, int to, long bytes) {
    long moved = -Libc.EINTR;
    while (moved == -Libc.EINTR) {
      moved = Libc.splice(state, from, to, bytes, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    }
    return moved;
  }

  private static void park(Channel channel, int event) throws IOException {
    ((SelChImpl) channel).park(event, LOOK_AROUND_NANOS);
  }

  /** Gives the pipe back; on the thread that made this. */
  @Override
  public void close() {
    pipes.give(pipe, inPipe == 0);
    arena.close();
  }
}
