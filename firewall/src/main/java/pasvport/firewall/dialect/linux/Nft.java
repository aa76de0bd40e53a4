package pasvport.firewall.dialect.linux;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import pasvport.firewall.need.Family;
import pasvport.site.HostText;
import pasvport.site.Network;

/** Words of nft(8). */
final class Nft {

  private Nft() {}

  /** The keyword of a family's header, of dnat and of snat. */
  static String family(Family family) {
    return family == Family.IPV4 ? "ip" : "ip6";
  }

  /** A network as nft lists it: a single address without its prefix. */
  static String network(Network network) {
    return network.prefixLength() == network.address().getAddress().length * Byte.SIZE
        ? HostText.written(network.address())
        : network.toString();
  }

  /** One or more values, as they stand in a match. */
  static String oneOf(List<?> values) {
    return values.size() == 1
        ? values.getFirst().toString()
        : values.stream().map(Object::toString).collect(Collectors.joining(", ", "{ ", " }"));
  }

  /** An address before a port. */
  static String beforePort(InetAddress address) {
    String text = HostText.written(address);
    return Family.of(address) == Family.IPV4 ? text : "[" + text + "]";
  }
}
