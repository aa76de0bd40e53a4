package pasvport.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's way to data connections, one at a time: the listener that PASV or EPSV opened and the
 * connection that a transfer took from it.
 *
 * <p>The session's own thread listens, takes and ends. The control connection's reader may cut in
 * at any moment, when an ABOR arrives or the control connection is gone.
 */
final class DataConnection {

  private static final Logger log = LoggerFactory.getLogger(DataConnection.class);

  // Twice what the gateway gives its clients, so that it is the gateway that gives up.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  // One connection is wanted; the other places keep stray ones from taking the only place.
  private static final int BACKLOG = 16;

  private final InetAddress here;
  private final InetAddress peer;
  private final Predicate<InetSocketAddress> known;

  private @Nullable ServerSocketChannel listener;
  private @Nullable SocketChannel connection;
  private int abortsToCome;
  private boolean over;

  /**
   * @param here the control connection's address on this side, on which to listen
   * @param peer its address on the other side, from which alone data connections are taken
   * @param known whether one from this end is the gateway's; the command for a transfer comes when
   *     the gateway has its connection
   */
  DataConnection(InetAddress here, InetAddress peer, Predicate<InetSocketAddress> known) {
    this.here = here;
    this.peer = peer;
    this.known = known;
  }

  /** Listens on a fresh port, instead of where it listened before, and returns the port. */
  synchronized int listen() throws IOException {
    closeListener();
    if (over) {
      throw new IOException("the control connection is gone");
    }
    var fresh = ServerSocketChannel.open();
    listener = fresh;
    fresh.bind(new InetSocketAddress(here, 0), BACKLOG);
    return fresh.socket().getLocalPort();
  }

  /** Whether a transfer could begin: refuses when PASV or EPSV is missing, or ABOR has come. */
  synchronized ServerSocketChannel ready() throws Refused {
    if (abortsToCome > 0 || over) {
      throw aborted();
    }
    if (listener == null) {
      throw new Refused(425, "No data connection: send PASV or EPSV first.");
    }
    return listener;
  }

  /** Takes the connection that the client makes to the listener, and closes the listener. */
  Stream take() throws Refused {
    var waiting = ready();
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        var left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        waiting.socket().setSoTimeout((int) Math.max(1, left));
        var candidate = waiting.socket().accept().getChannel();
        if (candidate.getRemoteAddress() instanceof InetSocketAddress from
            && from.getAddress().equals(peer)
            && known.test(from)) {
          return taken(waiting, candidate);
        }
        log.warn("A data connection from {} was reset: it is not the gateway's", candidate);
        reset(candidate);
      }
    } catch (SocketTimeoutException e) {
      throw new Refused(
          425, "No data connection was made within " + PATIENCE.toSeconds() + " seconds.");
    } catch (IOException e) { // the listener was closed under it
      throw aborted();
    } finally {
      close(waiting);
    }
  }

  private synchronized Stream taken(ServerSocketChannel from, SocketChannel candidate)
      throws Refused {
    if (!from.isOpen()) {
      reset(candidate);
      throw aborted();
    }
    listener = null;
    connection = candidate;
    return new Stream(candidate);
  }

  /** Stops listening: what PASV or EPSV opened has been used. */
  synchronized void forget() {
    closeListener();
  }

  /** An ABOR has arrived: whatever was asked before it ends now. */
  synchronized void abortComes() {
    abortsToCome++;
    cut();
  }

  /** An ABOR that arrived has its turn now. */
  synchronized void abortServed() {
    abortsToCome--;
  }

  /** The control connection is gone: data connections end, and none begins. */
  synchronized void end() {
    over = true;
    cut();
  }

  private void cut() {
    closeListener();
    if (connection != null) {
      reset(connection);
      connection = null;
    }
  }

  private void closeListener() {
    if (listener != null) {
      close(listener);
      listener = null;
    }
  }

  private static Refused aborted() {
    return new Refused(426, "The transfer was aborted.");
  }

  /** A data connection in use. Closed before it is finished, it is reset: what came is a part. */
  final class Stream implements AutoCloseable {
    private final SocketChannel channel;

    private Stream(SocketChannel channel) {
      this.channel = channel;
    }

    SocketChannel channel() {
      return channel;
    }

    /** Ends the data in order: what was sent is all there is. */
    void finish() throws IOException {
      channel.shutdownOutput();
      channel.close();
    }

    @Override
    public void close() {
      reset(channel);
      synchronized (DataConnection.this) {
        connection = null;
      }
    }
  }

  // RFC 959 ends a file with the connection, so a part must not end like a whole: with a linger of
  // zero the close is a reset. On a closed channel this does nothing.
  private static void reset(SocketChannel channel) {
    try {
      if (channel.isOpen()) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      log.debug("A data connection was closed already: {}", e.toString());
    } finally {
      close(channel);
    }
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      log.debug("Closing failed: {}", e.toString());
    }
  }
}
