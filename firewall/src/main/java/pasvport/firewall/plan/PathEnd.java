package pasvport.firewall.plan;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pasvport.firewall.need.Family;
import pasvport.site.Endpoint;
import pasvport.site.HostAddresses;
import pasvport.site.Site;

/**
 * What stands at the end of the path, the gateway or the server.
 *
 * @param key of the site that says where it is
 * @param addresses where it is, as far as known
 * @param services what clients open there
 * @param active data connections towards the clients, if there are any that rules must name
 */
record PathEnd(
    String key,
    Map<Family, InetAddress> addresses,
    List<Service> services,
    Optional<ActiveData> active) {

  PathEnd {
    addresses = Map.copyOf(addresses);
    services = List.copyOf(services);
  }

  /** Whether the site's server stands on the host that the site is for. */
  static boolean isOnThisHost(Site site, HostAddresses host) {
    return site.server()
        .filter(server ->
            server.literal().map(host::isLocal).orElse(server.host().equalsIgnoreCase("localhost")))
        .isPresent();
  }

  /** The address of an endpoint that other hosts can reach, if it has one. */
  static Optional<InetAddress> reachable(Endpoint endpoint) {
    return endpoint.literal().filter(address -> !address.isLoopbackAddress());
  }

  /** The addresses of the host, by family, as its default routes have them. */
  static Map<Family, InetAddress> of(HostAddresses host) {
    var addresses = new EnumMap<Family, InetAddress>(Family.class);
    host.ofDefaultRoute(false).ifPresent(address -> addresses.put(Family.IPV4, address));
    host.ofDefaultRoute(true).ifPresent(address -> addresses.put(Family.IPV6, address));
    return addresses;
  }
}
