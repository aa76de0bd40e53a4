package pasvport.gateway.plane;

import java.io.IOException;
import pasvport.gateway.connection.Connection;
import pasvport.gateway.connection.TruncatedException;

/**
 * A way of moving bytes from one data connection to another until the sender has ended. One
 * instance serves one transfer: one thread moves, and any thread may stop it.
 */
public interface Plane {
  /** What the transfer log calls it. */
  String name();

  /**
   * Moves all bytes there are, on the calling thread, and returns at the sender's end of data, with
   * every byte handed to the receiver's connection.
   *
   * @param step how many bytes to move at most between two calls of the meter, which may hold the
   *     thread up
   * @throws SourceLost if the sender's connection broke
   * @throws SourceTruncated if it ended and TLS did not
   * @throws TargetLost if the receiver's connection broke
   * @throws Stopped if {@link #stop} was called
   */
  void move(Connection from, Connection to, int step, Meter meter) throws Lost;

  /**
   * Makes {@link #move} give up, now or as soon as it begins.
   *
   * @param close closes the connections; called by this plane, now or when it can do so without
   *     harm
   */
  void stop(Runnable close);

  /** Told how many bytes have reached the receiver's connection since the last call. */
  interface Meter {
    void moved(long bytes);
  }

  /** Why not all bytes were moved. */
  abstract sealed class Lost extends Exception {
    private static final long serialVersionUID = 1;

    Lost(String message) {
      super(message, null, false, false);
    }
  }

  /** The sender's connection broke, or was reset. */
  final class SourceLost extends Lost {
    private static final long serialVersionUID = 1;

    SourceLost(IOException cause) {
      super(String.valueOf(cause.getMessage()));
    }
  }

  /** The sender's connection ended without TLS's own end, so that the data may be cut short. */
  final class SourceTruncated extends Lost {
    private static final long serialVersionUID = 1;

    SourceTruncated(TruncatedException cause) {
      super(String.valueOf(cause.getMessage()));
    }
  }

  /** The receiver's connection broke, or was reset. */
  final class TargetLost extends Lost {
    private static final long serialVersionUID = 1;

    TargetLost(IOException cause) {
      super(String.valueOf(cause.getMessage()));
    }
  }

  /** It was told to stop. */
  final class Stopped extends Lost {
    private static final long serialVersionUID = 1;

    Stopped() {
      super("stopped");
    }
  }
}
