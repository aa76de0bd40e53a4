package pasvport.gateway;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.gateway.proxy.Header;
import pasvport.gateway.proxy.HeaderException;
import pasvport.gateway.proxy.HeaderReader;
import pasvport.site.Network;

/**
 * Finds out whose an accepted connection is: its peer's, or, if the peer is a listed proxy, that of
 * the client in its PROXY protocol header.
 *
 * <p>From a listed proxy the header must come; from others nothing is taken for one. Each header is
 * awaited on a virtual thread of its own, so that no accept loop waits for it.
 */
final class Callers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);

  /**
   * A proxy writes its header as soon as it is connected; the document (§2) wants three seconds at
   * least, to cover a segment lost, and this covers two.
   */
  private static final Duration HEADER_WAIT = Duration.ofSeconds(5);

  /** As many as wait in a listener's backlog; a proxy with more that say nothing is broken. */
  private static final int MOST_AWAITED = 1024;

  private final HeaderReader reader;
  private final Set<SocketChannel> awaited = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Callers(LongSupplier nanoTime) {
    this.reader = new HeaderReader(HEADER_WAIT, nanoTime);
  }

  /** Takes a connection that is not served, to end it. */
  @FunctionalInterface
  interface TurnAway {
    /**
     * The end of a connection.
     *
     * @param peer who it comes from, as the connection has it
     */
    void turnAway(Caller peer, Refusal why, String detail);
  }

  /**
   * Finds a connection's caller, at once or later on another thread. Then one of both is called,
   * unless the gateway has closed meanwhile.
   *
   * @param proxies networks whose connections begin with a header
   * @throws IOException if it has gone already; the connection is the caller's to close
   */
  void find(
      SocketChannel connection, List<Network> proxies, Consumer<Caller> known, TurnAway refused)
      throws IOException {
    Caller peer = Caller.direct(connection);
    if (proxies.stream().anyMatch(network -> network.contains(peer.address()))) {
      await(connection, peer, known, refused);
    } else {
      known.accept(peer);
    }
  }

  private void await(
      SocketChannel connection, Caller peer, Consumer<Caller> known, TurnAway refused) {
    if (awaited.size() >= MOST_AWAITED) {
      refused.turnAway(peer, Refusal.TOO_MANY_PROXY_HEADERS, "");
      return;
    }
    awaited.add(connection);
    Thread.ofVirtual().name("header").start(() -> read(connection, peer, known, refused));
  }

  private void read(
      SocketChannel connection, Caller peer, Consumer<Caller> known, TurnAway refused) {
    try {
      Header header = reader.read(connection);
      awaited.remove(connection);
      if (closed) {
        Sockets.reset(connection);
      } else {
        known.accept(peer.named(header));
      }
    } catch (HeaderException e) {
      refused.turnAway(peer, refusal(e), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      Sockets.close(connection);
      if (!closed) {
        refused.turnAway(peer, Refusal.PROXY_HEADER_MISSING, String.valueOf(e.getMessage()));
      }
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a connection from a proxy was lost");
      Sockets.reset(connection);
    } finally {
      awaited.remove(connection);
    }
  }

  private static Refusal refusal(HeaderException e) {
    return switch (e.fault()) {
      case MISSING -> Refusal.PROXY_HEADER_MISSING;
      case LATE -> Refusal.PROXY_HEADER_LATE;
      case MALFORMED -> Refusal.BAD_PROXY_HEADER;
    };
  }

  /** Ends what still waits for a header. */
  @Override
  public void close() {
    closed = true;
    awaited.forEach(Sockets::reset);
  }
}
