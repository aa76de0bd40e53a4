package pasvport.firewall.plan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Purpose;
import pasvport.site.DataPeer;
import pasvport.site.Endpoint;
import pasvport.site.HostAddresses;
import pasvport.site.Network;
import pasvport.site.PassThrough;
import pasvport.site.PortRange;
import pasvport.site.Site;

/** The gateway as the end of the path. */
final class GatewayEnd {

  /** The neighbours whose data connections {@link DataPeer#NETWORK} lets in. */
  private static final int IPV4_NEIGHBOURS = 24;

  private static final int IPV6_NEIGHBOURS = 64;

  private final Site site;
  private final HostAddresses host;

  private GatewayEnd(Site site, HostAddresses host) {
    this.site = site;
    this.host = host;
  }

  /**
   * What clients open at the gateway.
   *
   * @throws PlanRefusedException if it listens for this host alone
   */
  static PathEnd of(Site site, HostAddresses host) throws PlanRefusedException {
    return new GatewayEnd(site, host).end();
  }

  private PathEnd end() throws PlanRefusedException {
    var entries = site.entries().stream().filter(GatewayEnd::isOpen).toList();
    if (entries.isEmpty()) {
      throw new PlanRefusedException(
          "listen",
          "clients of other hosts cannot come: every entry is a loopback address",
          "name an address of this host, or a port alone for every address");
    }
    var services = new ArrayList<Service>();
    control(Purpose.CONTROL, site.listen(), "listen").forEach(services::add);
    control(Purpose.IMPLICIT_TLS, site.tls().implicit(), "tls.implicit").forEach(services::add);
    services.add(passive(entries));
    control(Purpose.SFTP, site.sftpEntries(), "embedded.sftp-port").forEach(services::add);
    control(
            Purpose.PASS_THROUGH,
            site.passThrough().stream().map(PassThrough::listen).toList(),
            "pass-through")
        .forEach(services::add);
    return new PathEnd("listen", addresses(entries), Service.merged(services), active());
  }

  private static boolean isOpen(Endpoint entry) {
    return entry.everyAddress() || PathEnd.reachable(entry).isPresent();
  }

  private Stream<Service> control(Purpose purpose, List<Endpoint> entries, String key) {
    return entries.stream()
        .filter(GatewayEnd::isOpen)
        .map(entry ->
            new Service(
                purpose,
                families(entry),
                new PortRange(entry.port(), entry.port()),
                Service.join(site.access().allow(), site.proxyProtocol().control()),
                key));
  }

  private Service passive(List<Endpoint> entries) {
    return new Service(
        Purpose.PASSIVE,
        entries.stream().flatMap(entry -> families(entry).stream()).collect(Collectors.toSet()),
        site.passive().ports(),
        site.passive().announced(),
        Service.join(dataClients(), site.proxyProtocol().data()),
        "passive.ports");
  }

  /** Data may come from elsewhere than control. */
  private List<Network> dataClients() {
    return switch (site.passive().dataPeer()) {
      case EXACT -> site.access().allow();
      case NETWORK -> site.access().allow().stream().map(GatewayEnd::widened).distinct().toList();
      case TLS_SESSION -> List.of();
    };
  }

  private static Network widened(Network network) {
    var neighbours =
        switch (Family.of(network.address())) {
          case IPV4 -> IPV4_NEIGHBOURS;
          case IPV6 -> IPV6_NEIGHBOURS;
        };
    return Network.containing(network.address(), Math.min(network.prefixLength(), neighbours));
  }

  private Optional<ActiveData> active() {
    return site.active().offered()
        ? Optional.of(
            new ActiveData(
                Optional.of(site.active().sourcePort()).filter(port -> port > 0),
                site.access().allow(),
                "active.source-port"))
        : Optional.empty();
  }

  private static Set<Family> families(Endpoint entry) {
    return PathEnd.reachable(entry)
        .map(address -> Set.of(Family.of(address)))
        .orElseGet(() -> EnumSet.allOf(Family.class));
  }

  private Map<Family, InetAddress> addresses(List<Endpoint> entries) {
    var addresses = new EnumMap<Family, InetAddress>(Family.class);
    entries.stream()
        .flatMap(entry -> PathEnd.reachable(entry).stream())
        .forEach(address -> addresses.putIfAbsent(Family.of(address), address));
    PathEnd.of(host).forEach(addresses::putIfAbsent);
    return addresses;
  }
}
