package pasvport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVLOWAT = 18;

  /** As much as a large pipe holds. */
  public static final int MOST_BYTES = Pipes.LARGE_BYTES;

  /** After so many, or a larger step, another relay on this carrier thread gets its turn. */
  private static final int TURN_BYTES = 128 * 1024;

  /**
   * While bytes flow fast, the relay is woken once so many wait: each wake costs more than the move
   * itself. They fit the receive buffer, whose size the kernel raises for it.
   */
  private static final int LOW_WATER = 256 * 1024;

  /** So many between two waits are fast. */
  private static final int FAST_BYTES = LOW_WATER / 4;

  /** How much longer than without {@link #LOW_WATER} bytes may wait, when the sender pauses. */
  private static final long HOLD_NANOS = 1_000_000L;

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

  private final MemorySegment option = arena.allocate(ValueLayout.JAVA_INT);

  /** How many bytes must wait at the source before it counts as readable. */
  private int lowWater = 1;

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
    int most = Math.min(step, pipe.bytes());
    int source = Linux.descriptor(from);
    int target = Linux.descriptor(to);
    long sinceYield = 0;
    long sinceWait = 0;
    while (true) {
      long taken = splice(source, pipe.in(), most);
      if (taken == 0) {
        return true;
      }
      if (taken == -Libc.EAGAIN) {
        if (!progress.goOn(0)) {
          return false;
        }
        awaitSource(from, source, sinceWait >= FAST_BYTES);
        sinceWait = 0;
        continue;
      }
      if (taken < 0) {
        throw new SourceBroke(taken);
      }
      inPipe += taken;
      sinceWait += taken;
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
        park(to, Net.POLLOUT, LOOK_AROUND_NANOS);
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

  /** The end and a reset wake it at once, whatever the low-water mark is. */
  private void awaitSource(SocketChannel from, int source, boolean fast) throws IOException {
    setLowWater(source, fast ? LOW_WATER : 1);
    park(from, Net.POLLIN, fast ? HOLD_NANOS : LOOK_AROUND_NANOS);
  }

  private void setLowWater(int source, int bytes) throws IOException {
    if (lowWater != bytes) {
      option.set(ValueLayout.JAVA_INT, 0, bytes);
      Libc.setsockopt(source, SOL_SOCKET, SO_RCVLOWAT, option, (int) option.byteSize());
      lowWater = bytes;
    }
  }

  private static void park(Channel channel, int event, long nanos) throws IOException {
    ((SelChImpl) channel).park(event, nanos);
  }

  /** Gives the pipe back; on the thread that made this. */
  @Override
  public void close() {
    pipes.give(pipe, inPipe == 0);
    arena.close();
  }
}
