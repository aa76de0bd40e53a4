package pasvport.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.ftp.Command;
import pasvport.site.Endpoint;

/** The server behind the gateway: where it is, and what has been learned of it. */
final class Backend {
  private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

  private final Endpoint at;
  private final Duration connectWait;
  private volatile boolean refusesEpsv;

  Backend(Endpoint at, Duration connectWait) {
    this.at = at;
    this.connectWait = connectWait;
  }

  Endpoint endpoint() {
    return at;
  }

  /**
   * A new control connection to the first of the server's addresses that answers.
   *
   * @throws IOException if none does
   */
  SocketChannel connect() throws IOException {
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

  /** How this server is asked for a passive port: EPSV unless it has refused that before. */
  Command passiveCommand() {
    return Command.of(refusesEpsv ? "PASV" : "EPSV");
  }

  /**
   * Learns that the server knows no EPSV, from the reply to it (RFC 2428 §3, RFC 959 §4.2.1).
   *
   * @param code the reply's code
   * @return whether PASV is worth a try now
   */
  boolean learnFromRefusal(Command refused, int code) {
    boolean unknown =
        switch (code) {
          case 500, 501, 502, 503, 504, 522 -> true;
          default -> false;
        };
    if (!refused.verb().equals("EPSV") || !unknown) {
      return false;
    }
    if (!refusesEpsv) {
      refusesEpsv = true;
      LOG.atInfo()
          .addKeyValue("server", at)
          .addKeyValue("code", code)
          .log("the server refuses EPSV and is asked with PASV from now on");
    }
    return true;
  }
}
