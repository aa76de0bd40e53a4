package pasvport.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import pasvport.gateway.proxy.Header;

/**
 * Who a connection comes from and what it reached: its own ends, or those that a proxy in front has
 * named.
 *
 * @param client the client's address and port
 * @param reached what the client connected to: ours, or the proxy's
 * @param proxied whether a proxy has named them
 */
record Caller(InetSocketAddress client, InetSocketAddress reached, boolean proxied) {
  /**
   * The peer itself.
   *
   * @throws IOException if it has gone already
   */
  static Caller direct(SocketChannel connection) throws IOException {
    return new Caller(
        (InetSocketAddress) connection.getRemoteAddress(),
        (InetSocketAddress) connection.getLocalAddress(),
        false);
  }

  /** The same after a header has been read. */
  Caller named(Header header) {
    return switch (header) {
      case Header.Local() -> this;
      case Header.Relayed(var source, var destination) -> new Caller(source, destination, true);
    };
  }

  InetAddress address() {
    return client.getAddress();
  }
}
