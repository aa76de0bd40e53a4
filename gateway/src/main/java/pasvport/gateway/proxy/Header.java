package pasvport.gateway.proxy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** What a PROXY protocol header says about the connection that it stands before. */
public sealed interface Header {
  /**
   * Nothing about a client: a proxy's own connection (LOCAL), or one whose ends it cannot name
   * (UNKNOWN, UNSPEC, UDP, UNIX). The connection's own ends hold.
   */
  record Local() implements Header {}

  /**
   * A TCP connection that a proxy passes on.
   *
   * @param source the client
   * @param destination what the client reached
   */
  record Relayed(InetSocketAddress source, InetSocketAddress destination) implements Header {

    /**
     * As version 2 (proxy-protocol.txt §2.2), without TLVs: 28 bytes if both ends are IPv4, else 52
     * with an IPv4 end as IPv4-mapped IPv6.
     */
    public byte[] encoded() {
      boolean ipv4 =
          source.getAddress() instanceof Inet4Address
              && destination.getAddress() instanceof Inet4Address;
      int addresses = ipv4 ? HeaderDecoder.IPV4_BYTES : HeaderDecoder.IPV6_BYTES;
      ByteBuffer bytes = ByteBuffer.allocate(HeaderDecoder.FIXED_BYTES + addresses);
      bytes.put(HeaderDecoder.signature());
      bytes.put(HeaderDecoder.PROXY);
      bytes.put(ipv4 ? HeaderDecoder.TCP_IPV4 : HeaderDecoder.TCP_IPV6);
      bytes.putShort((short) addresses);
      put(bytes, source.getAddress(), ipv4);
      put(bytes, destination.getAddress(), ipv4);
      bytes.putShort((short) source.getPort());
      bytes.putShort((short) destination.getPort());
      return bytes.array();
    }

    private static void put(ByteBuffer bytes, InetAddress address, boolean ipv4) {
      if (!ipv4 && address instanceof Inet4Address) {
        bytes.put(new byte[10]).putShort((short) -1);
      }
      bytes.put(address.getAddress());
    }
  }
}
