package pasvport.gateway;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import pasvport.gateway.connection.Secured;
import pasvport.site.DataPeer;
import pasvport.site.Network;

/**
 * What a session asks of a passive port: from where its data connection may come, and whether the
 * connection itself says whose it is.
 *
 * @param client the client's address
 * @param from from where it may come
 * @param claim how the session tells its own data connection; empty if only the address can
 */
record Wish(InetAddress client, DataPeer from, Optional<Claim> claim) {
  private static final int IPV4_BITS = 24;

  /** Whoever has one address of a /64 has them all. */
  private static final int IPV6_BITS = 64;

  /** Tells one session's data connections by the TLS session that they resume. */
  @FunctionalInterface
  interface Claim {
    /**
     * The connection under TLS if it is this session's, with the handshake under way; empty, and
     * nothing sent, if it is not.
     */
    Optional<Secured> claim(SocketChannel connection, ByteBuffer clientHello);
  }

  /** Who waits in line, and for whom a port is closed while one connection is awaited. */
  Network peers() {
    return from == DataPeer.NETWORK ? network(client) : exactly(client);
  }

  /** Whether only the connection says whose it is, so that it may come from anywhere. */
  boolean isFromAnywhere() {
    return from == DataPeer.TLS_SESSION && claim.isPresent();
  }

  boolean admits(InetAddress address) {
    return isFromAnywhere() || peers().contains(address);
  }

  static Network exactly(InetAddress address) {
    return Network.containing(address, address.getAddress().length * Byte.SIZE);
  }

  static Network network(InetAddress address) {
    return Network.containing(address, address instanceof Inet4Address ? IPV4_BITS : IPV6_BITS);
  }
}
