package pasvport.doctor.fact;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import pasvport.site.HostText;
import pasvport.site.Network;

/** What kind of address an address is (RFC 1918, 4193, 6052, 6598, 6890). */
public final class Addresses {
  /** RFC 6052 section 2.1: how an IPv6-only client sees an IPv4 server. */
  private static final Network NAT64 = Network.parse("64:ff9b::/96");

  /** Shared by customers of one provider (RFC 6598). */
  private static final Network SHARED = Network.parse("100.64.0.0/10");

  private static final Network UNIQUE_LOCAL = Network.parse("fc00::/7");

  /** What Docker gives its networks unless told otherwise, from the default bridge on. */
  private static final List<Network> CONTAINERS =
      List.of(
          Network.parse("172.17.0.0/16"),
          Network.parse("172.18.0.0/15"),
          Network.parse("172.20.0.0/14"),
          Network.parse("172.24.0.0/14"),
          Network.parse("172.28.0.0/14"),
          Network.parse("10.42.0.0/16"),
          Network.parse("10.244.0.0/16"));

  private Addresses() {}

  /** Whether no packet from the Internet can be meant for it. */
  public static boolean isPrivate(InetAddress address) {
    return address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isLoopbackAddress()
        || SHARED.contains(address)
        || UNIQUE_LOCAL.contains(address);
  }

  /**
   * Whether containers usually have such addresses: Docker's networks, k3s's and Flannel's pods.
   */
  public static boolean isContainers(InetAddress address) {
    return CONTAINERS.stream().anyMatch(network -> network.contains(address));
  }

  public static boolean isNat64(InetAddress address) {
    return NAT64.contains(address);
  }

  public static String family(InetAddress address) {
    return address instanceof Inet4Address ? "IPv4" : "IPv6";
  }

  /** The shortest text of an address. */
  public static String shown(InetAddress address) {
    return HostText.written(address);
  }

  /** {@code 192.0.2.1:21}, {@code [2001:db8::1]:21}. */
  public static String shown(InetSocketAddress address) {
    var host = shown(address.getAddress());
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
