package pasvport.firewall.plan;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Purpose;
import pasvport.site.HostAddresses;
import pasvport.site.HostText;
import pasvport.site.ServerSettings;
import pasvport.site.Site;

/**
 * All that the parts of a plan are judged by.
 *
 * @param settings the server's; those of an unknown server if the site says nothing of it
 * @param hops the firewalls, from the clients on
 * @param front the whole path as the clients see it, for each family
 */
record Draft(
    Site site,
    ServerSettings settings,
    HostAddresses host,
    Choice choice,
    List<Plan.Hop> hops,
    List<Leg> front) {

  Draft {
    hops = List.copyOf(hops);
    front = List.copyOf(front);
  }

  Profile profile() {
    return choice.profile();
  }

  /** Whether a hop on the path translates IPv4 addresses. */
  boolean isTranslated() {
    return hops.stream()
        .flatMap(hop -> hop.needs().translations().stream())
        .anyMatch(translation -> translation.family() == Family.IPV4);
  }

  /** Whether the site describes what stands between clients and server. */
  boolean hasPath() {
    return !site.path().isEmpty();
  }

  /** The address that clients of this family use; empty if it is not known or none come. */
  Optional<InetAddress> entry(Family family) {
    return front.stream()
        .filter(leg -> leg.family() == family && leg.isServed())
        .findFirst()
        .flatMap(Leg::target);
  }

  /** What clients open at the entry, of any family. */
  List<Service> services() {
    return front.stream().flatMap(leg -> leg.services().stream()).distinct().toList();
  }

  /** What clients open there for one purpose. */
  List<Service> services(Purpose purpose) {
    return services().stream().filter(service -> service.purpose() == purpose).toList();
  }

  /** How clients are told to name the entry, in examples. */
  String entryName() {
    return entry(Family.IPV4).or(() -> entry(Family.IPV6)).map(HostText::written).orElse("SERVER");
  }
}
