package pasvport.firewall.plan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Purpose;
import pasvport.site.Endpoint;
import pasvport.site.HostAddresses;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings;
import pasvport.site.Site;

/** The FTP server itself as the end of the path, without the gateway. */
final class ServerEnd {

  private final Site site;
  private final Endpoint server;
  private final ServerSettings settings;
  private final HostAddresses host;

  private ServerEnd(Site site, Endpoint server, ServerSettings settings, HostAddresses host) {
    this.site = site;
    this.server = server;
    this.settings = settings;
    this.host = host;
  }

  /** What clients open at the server where its own range is open. */
  static PathEnd withRange(
      Site site, Endpoint server, ServerSettings settings, HostAddresses host) {
    var end = new ServerEnd(site, server, settings, host);
    var services = end.services();
    for (var range : ServerRange.of(settings).ports()) {
      services.add(end.service(Purpose.PASSIVE, range, "server-settings.passive-ports"));
    }
    return new PathEnd("server", end.addresses(), services, end.active());
  }

  /** What they open where helpers find out the rest; those let active data pass too. */
  static PathEnd withHelper(
      Site site, Endpoint server, ServerSettings settings, HostAddresses host) {
    var end = new ServerEnd(site, server, settings, host);
    return new PathEnd("server", end.addresses(), end.services(), Optional.empty());
  }

  private List<Service> services() {
    var services = new ArrayList<Service>();
    services.add(service(Purpose.CONTROL, server.port(), "server"));
    settings
        .implicitPort()
        .filter(port -> port != server.port())
        .ifPresent(port ->
            services.add(service(Purpose.IMPLICIT_TLS, port, "server-settings.implicit-port")));
    settings
        .sftpPort()
        .ifPresent(port -> services.add(service(Purpose.SFTP, port, "server-settings.sftp-port")));
    return services;
  }

  private Service service(Purpose purpose, int port, String key) {
    return service(purpose, new PortRange(port, port), key);
  }

  private Service service(Purpose purpose, PortRange ports, String key) {
    return new Service(purpose, families(), ports, site.access().allow(), key);
  }

  private Optional<ActiveData> active() {
    return settings.active()
        ? Optional.of(
            new ActiveData(
                settings.activeSourcePort().filter(port -> port > 0),
                site.access().allow(),
                "server-settings.active-source-port"))
        : Optional.empty();
  }

  /** A server that the site knows by this host's own address listens on others too. */
  private Set<Family> families() {
    return PathEnd.reachable(server)
        .map(address -> Set.of(Family.of(address)))
        .orElseGet(() -> EnumSet.allOf(Family.class));
  }

  private Map<Family, InetAddress> addresses() {
    return PathEnd.reachable(server)
        .map(address -> Map.of(Family.of(address), address))
        .orElseGet(() -> PathEnd.isOnThisHost(site, host) ? PathEnd.of(host) : Map.of());
  }
}
