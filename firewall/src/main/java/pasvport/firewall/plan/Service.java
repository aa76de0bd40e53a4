package pasvport.firewall.plan;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Purpose;
import pasvport.site.Network;
import pasvport.site.PortRange;

/**
 * Ports that clients connect to at one place of the path.
 *
 * @param purpose what for
 * @param families in which they are served
 * @param ports the ports at this place
 * @param announced the ports that clients are told; other ones where the nearest NAT shifts them
 * @param clients networks of the clients; empty, all of them
 * @param key which key of the site asks for it
 */
record Service(
    Purpose purpose,
    Set<Family> families,
    PortRange ports,
    PortRange announced,
    List<Network> clients,
    String key) {

  Service {
    families = Set.copyOf(families);
    clients = List.copyOf(clients);
  }

  /** One whose ports clients know as they are. */
  Service(
      Purpose purpose, Set<Family> families, PortRange ports, List<Network> clients, String key) {
    this(purpose, families, ports, ports, clients, key);
  }

  /** The same in front of a NAT with these outside ports. */
  Service at(PortRange outside) {
    return new Service(purpose, families, outside, outside, clients, key);
  }

  /** The clients of one family. */
  List<Network> clients(Family family) {
    return clients.stream().filter(client -> Family.of(client.address()) == family).toList();
  }

  /** Whether it is served to anyone of this family. */
  boolean serves(Family family) {
    return families.contains(family) && (clients.isEmpty() || !clients(family).isEmpty());
  }

  /** Whether both are for the same purpose at the same ports, so that they can be one. */
  private boolean isAtTheSame(Service other) {
    return purpose == other.purpose && ports.equals(other.ports);
  }

  /** The services, those at the same ports made one. */
  static List<Service> merged(List<Service> services) {
    return services.stream()
        .map(service ->
            new Service(
                service.purpose,
                services.stream()
                    .filter(service::isAtTheSame)
                    .flatMap(other -> other.families.stream())
                    .collect(Collectors.toSet()),
                service.ports,
                service.announced,
                service.clients,
                service.key))
        .distinct()
        .toList();
  }

  /** Any of these networks, or everyone if there is a bound for none. */
  static List<Network> join(List<Network> clients, List<Network> proxies) {
    return clients.isEmpty()
        ? List.of()
        : Stream.concat(clients.stream(), proxies.stream()).distinct().toList();
  }
}
