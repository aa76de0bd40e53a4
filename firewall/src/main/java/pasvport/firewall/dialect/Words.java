package pasvport.firewall.dialect;

import static java.util.stream.Collectors.joining;

import java.net.InetAddress;
import java.util.List;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Need;
import pasvport.site.HostText;
import pasvport.site.Network;
import pasvport.site.PortRange;

/** Addresses, networks and ports as most languages write them. */
final class Words {

  private static final int IPV4_BITS = 32;

  private Words() {}

  static String address(InetAddress address) {
    return HostText.written(address);
  }

  /** {@code 10.0.0.2} or {@code [2001:db8::2]}, where a port follows. */
  static String host(InetAddress address) {
    return switch (Family.of(address)) {
      case IPV4 -> address(address);
      case IPV6 -> "[%s]".formatted(address(address));
    };
  }

  /** {@code 10.0.0.2/32} or {@code 2001:db8::2/128}. */
  static String single(InetAddress address) {
    return network(address).toString();
  }

  /** The network of one address. */
  static Network network(InetAddress address) {
    return Network.containing(address, address.getAddress().length * Byte.SIZE);
  }

  /** {@code 50000-50100}, with this between the two; one port stands alone. */
  static String ports(PortRange ports, String between) {
    return ports.size() == 1
        ? Integer.toString(ports.first())
        : ports.first() + between + ports.last();
  }

  /** The network of all addresses. */
  static String everywhere(Family family) {
    return switch (family) {
      case IPV4 -> "0.0.0.0/0";
      case IPV6 -> "::/0";
    };
  }

  /** The networks of a need's clients: all addresses if it names none. */
  static List<String> clients(Need need) {
    return need.clients().isEmpty() ? List.of(everywhere(need.family())) : texts(need.clients());
  }

  static List<String> texts(List<Network> networks) {
    return networks.stream().map(Network::toString).toList();
  }

  /** {@code 255.255.255.0}. */
  static String mask(Network network) {
    return dotted(-1L << (IPV4_BITS - network.prefixLength()));
  }

  /** {@code 0.0.0.255}. */
  static String wildcard(Network network) {
    return dotted(~(-1L << (IPV4_BITS - network.prefixLength())));
  }

  static String joined(List<String> words, String between) {
    return words.stream().collect(joining(between));
  }

  private static String dotted(long bits) {
    return "%d.%d.%d.%d"
        .formatted((bits >> 24) & 0xff, (bits >> 16) & 0xff, (bits >> 8) & 0xff, bits & 0xff);
  }
}
