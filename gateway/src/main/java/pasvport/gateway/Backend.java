package pasvport.gateway;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.ftp.Command;
import pasvport.gateway.tls.BackTls;
import pasvport.site.Endpoint;

/**
 * A server behind the gateway: where it is, and what has been learned of it.
 *
 * <p>While it is down, sessions are told so at once, and it is tried again in the background.
 */
final class Backend implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

  /** A server that restarts is back within a breath; a host that is off is not bothered. */
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final String name;
  private final Endpoint at;
  private final Duration connectWait;
  private final Duration replyWait;
  private final Optional<BackTls> tls;
  private final AtomicReference<@Nullable String> down = new AtomicReference<>();
  private volatile boolean refusesEpsv;
  private volatile boolean closed;

  /**
   * @param name what the log calls it, empty for the only one
   * @param tls empty for a server that is spoken to in clear
   */
  Backend(
      String name, Endpoint at, Duration connectWait, Duration replyWait, Optional<BackTls> tls) {
    this.name = name;
    this.at = at;
    this.connectWait = connectWait;
    this.replyWait = replyWait;
    this.tls = tls;
  }

  String name() {
    return name;
  }

  /** How its connections are protected; empty if they are in clear. */
  Optional<BackTls> tls() {
    return tls;
  }

  Duration replyWait() {
    return replyWait;
  }

  /**
   * A new control connection to the first of the server's addresses that answers.
   *
   * @throws IOException if none does, or at once if none did a moment ago
   */
  SocketChannel connect() throws IOException {
    @Nullable String reason = down.get();
    if (reason != null) {
      throw new IOException(reason);
    }
    try {
      return connectToAny();
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (down.compareAndSet(null, why)) {
        LOG.atWarn().addKeyValue("server", this).addKeyValue("reason", why).log("server down");
        Thread.ofVirtual().name("retry-" + at).start(this::retry);
      }
      throw e;
    }
  }

  private void retry() {
    try {
      while (!closed && down.get() != null) {
        Thread.sleep(RETRY);
        try {
          connectToAny().close();
          down.set(null);
          LOG.atInfo().addKeyValue("server", this).log("server up again");
        } catch (IOException e) {
          down.set(String.valueOf(e.getMessage()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the tries in the background. */
  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return name.isEmpty() ? at.toString() : name + " (" + at + ")";
  }

  private SocketChannel connectToAny() throws IOException {
    IOException last = new IOException("no address for " + at.host());
    for (InetAddress address : InetAddress.getAllByName(at.host())) {
      try {
        return connect(new InetSocketAddress(address, at.port()));
      } catch (IOException e) {
        last = e;
      }
    }
    throw new IOException(at + ": " + last.getMessage(), last);
  }

  private SocketChannel connect(InetSocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(address, Math.toIntExact(connectWait.toMillis()));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * How this server is asked for a passive port: EPSV unless it has refused that before. PASV
   * cannot name an address of IPv6 (RFC 2428 §1).
   *
   * @param address the server's, of the control connection
   */
  Command passiveCommand(InetAddress address) {
    return Command.of(refusesEpsv && address instanceof Inet4Address ? "PASV" : "EPSV");
  }

  /**
   * Learns that the server knows no EPSV, from the reply to it (RFC 2428 §3, RFC 959 §4.2.1).
   *
   * @param address the server's, of the control connection
   * @param code the reply's code
   * @return whether PASV is worth a try now
   */
  boolean learnFromRefusal(Command refused, InetAddress address, int code) {
    boolean unknown =
        switch (code) {
          case 500, 501, 502, 503, 504, 522 -> true;
          default -> false;
        };
    if (!refused.verb().equals("EPSV") || !unknown || !(address instanceof Inet4Address)) {
      return false;
    }
    if (!refusesEpsv) {
      refusesEpsv = true;
      LOG.atInfo()
          .addKeyValue("server", this)
          .addKeyValue("code", code)
          .log("the server refuses EPSV and is asked with PASV from now on");
    }
    return true;
  }
}
