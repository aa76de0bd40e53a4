package pasvport.gateway.plane;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import pasvport.gateway.connection.Connection;
import pasvport.linux.Splice;

/**
 * The plane for two plain connections on Linux: the kernel moves the bytes through a pipe, and none
 * enters this process.
 *
 * <p>It works on bare descriptors, so while it moves, nobody may close a connection: the descriptor
 * could be another's at the next step, and one client's bytes would go to another. So {@link #stop}
 * raises a flag and wakes the mover, which closes what it used itself.
 */
final class Splicing implements Plane {
  private final Splice splice;
  private final boolean alone;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread mover;
  private @Nullable Runnable whenDone;
  private volatile boolean stopped;

  /**
   * For the thread that made the splice.
   *
   * @param alone whether nobody else uses the connections meanwhile, so that they may block again
   *     behind it
   */
  Splicing(Splice splice, boolean alone) {
    this.splice = splice;
    this.alone = alone;
  }

  @Override
  public String name() {
    return "splice";
  }

  @Override
  public void move(Connection source, Connection target, int step, Meter meter) throws Lost {
    begin();
    SocketChannel from = source.channel();
    SocketChannel to = target.channel();
    try (splice) {
      from.configureBlocking(false);
      to.configureBlocking(false);
      boolean ended =
          splice.move(
              from,
              to,
              step,
              moved -> {
                if (moved > 0) {
                  meter.moved(moved);
                }
                return !stopped;
              });
      if (!ended) {
        throw new Stopped();
      }
      if (alone) {
        from.configureBlocking(true);
        to.configureBlocking(true);
      }
    } catch (Splice.TargetBroke e) {
      throw new TargetLost(e);
    } catch (IOException e) {
      throw new SourceLost(e);
    } finally {
      finish();
    }
  }

  private void begin() throws Stopped {
    lock.lock();
    try {
      if (stopped) {
        splice.close();
        throw new Stopped();
      }
      mover = Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  private void finish() {
    lock.lock();
    try {
      mover = null;
      if (whenDone != null) {
        whenDone.run();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stop(Runnable close) {
    lock.lock();
    try {
      stopped = true;
      if (mover == null) {
        close.run();
      } else {
        whenDone = close;
        LockSupport.unpark(mover);
      }
    } finally {
      lock.unlock();
    }
  }
}
