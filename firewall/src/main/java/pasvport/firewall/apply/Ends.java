package pasvport.firewall.apply;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Translation;
import pasvport.site.Network;
import pasvport.site.PortRange;

/**
 * Who meets whom in a rehearsal: addresses of a client, of a stranger and of the server, and the
 * server's ports.
 *
 * @param hop what the firewall must do
 * @param machine the firewall
 */
record Ends(HopNeeds hop, Machine machine) {
  /** Clients of no network in particular (RFC 5737, RFC 3849). */
  private static final List<Network> ANYBODY =
      Stream.of("198.51.100.0/24", "2001:db8:77::/64").map(Network::parse).toList();

  /** Whoever is not a client, unless these addresses are clients' too. */
  private static final List<InetAddress> STRANGERS =
      Stream.of("192.0.2.99", "198.18.77.99", "2001:db8:99::99", "2001:db8:98::99")
          .map(InetAddress::ofLiteral)
          .toList();

  /** Where a server takes data if the firewall's helper opens the ports. */
  private static final PortRange HELPED = new PortRange(49_160, 49_170);

  /** Connections that clients can open at all: not those of a family that this machine lacks. */
  List<Need> inward() {
    return hop.inward().stream()
        .filter(need -> need.server().isPresent() || machine.address(need.family()).isPresent())
        .toList();
  }

  /** The families of these. */
  Set<Family> families() {
    return inward().stream().map(Need::family).collect(Collectors.toSet());
  }

  /** Servers that stand on other machines. */
  Set<InetAddress> servers() {
    return hop.needs().stream()
        .flatMap(need -> need.server().stream())
        .filter(server -> !machine.has(server))
        .collect(Collectors.toSet());
  }

  /** The server's passive ports. */
  List<PortRange> passive() {
    var ranges =
        hop.needs().stream()
            .filter(need -> need.purpose() == Purpose.PASSIVE)
            .map(Need::ports)
            .distinct()
            .toList();
    return ranges.isEmpty() ? List.of(HELPED) : ranges;
  }

  /** The first ports of the needs of a purpose. */
  Set<Integer> ports(Purpose purpose) {
    return hop.needs().stream()
        .filter(need -> need.purpose() == purpose)
        .map(need -> need.ports().first())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The ports beside the passive range that nothing else needs: nobody must get in there. */
  Set<Integer> beside() {
    return passive().stream()
        .flatMap(range -> Stream.of(range.first() - 1, range.last() + 1))
        .filter(port -> port > 1 && port <= PortRange.HIGHEST)
        .filter(port -> hop.inward().stream().noneMatch(need -> need.ports().contains(port)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the server announces: nothing of its own where a helper translates. */
  Optional<InetAddress> announced() {
    return hop.usesHelper()
        ? Optional.empty()
        : hop.translations().stream()
            .filter(each -> each.purpose() == Purpose.PASSIVE)
            .map(Translation::outside)
            .findFirst();
  }

  /** Where active data comes from, 0 for any port. */
  int sourcePort() {
    return hop.outward().stream().flatMap(need -> need.sourcePort().stream()).findFirst().orElse(0);
  }

  /** Where clients find a port of the server's. */
  InetSocketAddress entry(Need need, int port) {
    for (var translation : hop.translations()) {
      if (translation.family() == need.family() && translation.purpose() == need.purpose()) {
        return new InetSocketAddress(
            translation.outside(),
            port - translation.insidePorts().first() + translation.outsidePorts().first());
      }
    }
    return new InetSocketAddress(
        need.server().or(() -> machine.address(need.family())).orElseThrow(), port);
  }

  /**
   * A client of this family.
   *
   * @throws ApplyException if all clients are the firewall itself
   */
  InetAddress client(Family family) throws ApplyException {
    return clients(family).stream()
        .flatMap(Addresses::within)
        .filter(address -> !machine.has(address))
        .findFirst()
        .orElseThrow(() -> new ApplyException("every client is this machine itself"));
  }

  private List<Network> clients(Family family) {
    var clients =
        hop.inward().stream()
            .filter(need -> need.family() == family)
            .flatMap(need -> need.clients().stream())
            .toList();
    return clients.isEmpty()
        ? ANYBODY.stream().filter(network -> Family.of(network.address()) == family).toList()
        : clients;
  }

  /** Somebody of this family who is not a client; nobody if everyone is. */
  Optional<InetAddress> stranger(Family family) {
    var restricted =
        hop.inward().stream()
            .filter(need -> need.family() == family)
            .noneMatch(need -> need.clients().isEmpty());
    return STRANGERS.stream()
        .filter(address ->
            restricted
                && Family.of(address) == family
                && clients(family).stream().noneMatch(network -> network.contains(address)))
        .findFirst();
  }
}
