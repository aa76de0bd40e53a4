package pasvport.doctor.vantage;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import pasvport.site.Network;

/**
 * Where a vantage may connect to: to public addresses (RFC 6890 and IANA's registries of
 * special-purpose addresses), and to what its operator has allowed besides.
 */
public final class Ground {
  private static final List<Network> SPECIAL_4 =
      networks(
          "0.0.0.0/8", // this network
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3"); // multicast, reserved, broadcast

  /** What is given out to networks. */
  private static final Network GLOBAL_6 = Network.parse("2000::/3");

  private static final List<Network> SPECIAL_6 =
      networks(
          "2001::/23", // Teredo, ORCHID, benchmarks
          "2001:db8::/32",
          "2002::/16", // 6to4: an address of IPv4 in disguise
          "3fff::/20");

  private final List<Network> allowed;

  /**
   * @param allowed by the operator, beside what is public
   */
  public Ground(List<Network> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  public boolean holds(InetAddress address) {
    return isPublic(address) || allowed.stream().anyMatch(network -> network.contains(address));
  }

  private static boolean isPublic(InetAddress address) {
    return address instanceof Inet4Address
        ? SPECIAL_4.stream().noneMatch(network -> network.contains(address))
        : GLOBAL_6.contains(address)
            && SPECIAL_6.stream().noneMatch(network -> network.contains(address));
  }

  private static List<Network> networks(String... texts) {
    return Stream.of(texts).map(Network::parse).toList();
  }
}
