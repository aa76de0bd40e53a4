package pasvport.firewall.plan;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Purpose;
import pasvport.site.BackServer;
import pasvport.site.Endpoint;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings;

/** What else is good for a network: mode, protocol, size of the range, what is behind. */
final class Advisor {

  /** Linux takes local ports of outgoing connections from here (ip_local_port_range, as set). */
  private static final PortRange LINUX_EPHEMERAL = new PortRange(32_768, 60_999);

  private final Draft draft;

  private Advisor(Draft draft) {
    this.draft = draft;
  }

  static List<Advice> of(Draft draft) {
    var advisor = new Advisor(draft);
    return Stream.of(
            Optional.of(advisor.mode()),
            Optional.of(advisor.protocol()),
            Optional.of(advisor.size()),
            advisor.reserved(),
            advisor.behind(),
            advisor.hairpin(),
            Optional.of(advisor.ipv6()),
            advisor.unknownNat(),
            advisor.certificates())
        .flatMap(Optional::stream)
        .toList();
  }

  private Advice mode() {
    var active = ClientView.of(draft).takesActive();
    var passive =
        "Passive: the client opens every connection, so its own firewall and NAT let it pass.";
    if (!active) {
      return new Advice(
          "mode", passive + " Active mode is not served, and nothing is open for it.");
    }
    return new Advice(
        "mode",
        passive
            + switch (draft.profile()) {
              case HELPER -> " The helper lets active mode pass too.";
              case GATEWAY ->
                  towardsClients() + "if none uses it, active: {offered: false} closes them.";
              case STATIC -> towardsClients() + "if none uses it, switch PORT off in the server.";
            });
  }

  private String towardsClients() {
    return " Active mode needs ports 1024-65535 open towards the clients"
        + (ClientView.of(draft).isEncrypted()
            ? ", and under TLS no NAT of theirs can correct the address in PORT; "
            : "; ");
  }

  private Advice protocol() {
    var view = ClientView.of(draft);
    var sftp =
        draft.services(Purpose.SFTP).stream()
            .findFirst()
            .map(service -> "SFTP, served here at port %s,".formatted(service.ports()))
            .orElse("SFTP, where a server and the partners have it,");
    var ftps =
        view.isEncrypted()
            ? "FTPS keeps passwords and files to themselves; "
            : switch (draft.profile()) {
              case HELPER ->
                  "Passwords and files can be read on the way, because a helper needs them in"
                      + " clear; FTPS takes profile static or gateway; ";
              case GATEWAY, STATIC -> "Passwords and files can be read on the way; switch TLS on; ";
            };
    return new Advice(
        "protocol", ftps + sftp + " needs one port and no range: prefer it for new partners.");
  }

  private Advice size() {
    var services = draft.services(Purpose.PASSIVE);
    var ports = services.stream().mapToInt(service -> service.ports().size()).sum();
    return new Advice(
        "range",
        switch (draft.profile()) {
          case HELPER -> "None is open: the helper opens one port for one client at a time.";
          case GATEWAY -> gatewaySize(draft.site().passive().ports().size());
          case STATIC -> staticSize(ports);
        });
  }

  private static String staticSize(int ports) {
    return ports == 0
        ? "None: the server has no passive mode."
        : "%d ports carry %d transfers a minute of one client without using one twice within"
                .formatted(ports, RangeSize.transfersAMinute(ports))
            + " TIME_WAIT (%d minutes), and at most %d at once."
                .formatted(RangeSize.TIME_WAIT_MINUTES, ports)
            + " Behind the gateway ten are enough.";
  }

  private String gatewaySize(int ports) {
    return (ports == 1 ? "One port serves" : "%d ports serve".formatted(ports))
        + " every client address at once, each for the moment between PASV and its connection. "
        + (draft.site().tls().requireSessionReuse() && ports > 1
            ? "Since TLS sessions tell clients apart, one port is enough: passive: {ports: %d}."
                .formatted(draft.site().passive().ports().first())
            : ports > 1
                ? "With tls.require-session-reuse one would do; without it, as few as sessions behind"
                    + " one address ask for data in the same moment."
                : "Sessions behind one address wait for each other unless TLS sessions are reused.");
  }

  private Optional<Advice> reserved() {
    var ranges =
        draft.profile() == Profile.GATEWAY
            ? List.of(draft.site().passive().ports())
            : draft.services(Purpose.PASSIVE).stream().map(Service::ports).distinct().toList();
    var inside =
        ranges.stream()
            .filter(range ->
                range.first() <= LINUX_EPHEMERAL.last() && LINUX_EPHEMERAL.first() <= range.last())
            .map(PortRange::toString)
            .collect(Collectors.joining(","));
    return inside.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Advice(
                "reserve",
                "On Linux outgoing connections take ports of %s too; keep the range free with sysctl"
                        .formatted(LINUX_EPHEMERAL)
                    + " net.ipv4.ip_local_reserved_ports=%s.".formatted(inside)));
  }

  /** The gateway's own connections to the servers. */
  private Optional<Advice> behind() {
    if (draft.profile() != Profile.GATEWAY || draft.site().isEmbedded()) {
      return Optional.empty();
    }
    var servers =
        Stream.concat(
                draft.site().server().stream()
                    .map(server -> behind(server, draft.site().serverSettings())),
                draft.site().servers().stream()
                    .map((BackServer server) -> behind(server.address(), server.settings())))
            .collect(Collectors.joining("; "));
    return Optional.of(
        new Advice(
            "behind",
            "A firewall between gateway and server must let the gateway through to %s."
                .formatted(servers)));
  }

  private static String behind(Endpoint server, Optional<ServerSettings> settings) {
    var ports =
        settings.map(ServerSettings::portsOfEpsv).filter(ranges -> !ranges.isEmpty()).stream()
            .flatMap(List::stream)
            .map(PortRange::toString)
            .collect(Collectors.joining(", "));
    return "%s and %s".formatted(server, ports.isEmpty() ? "its passive ports" : "ports " + ports);
  }

  private Optional<Advice> hairpin() {
    var hops = draft.hops().stream().filter(hop -> !hop.needs().hairpin().isEmpty()).toList();
    return hops.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Advice(
                "hairpin",
                "Clients of %s turn round at %s, which must translate their source too; active mode"
                        .formatted(
                            join(hops.getFirst().needs().hairpin()), hops.getFirst().needs().name())
                    + " does not work for them without a helper. "
                    + "A name that leads to the inside address there (split DNS) spares that."));
  }

  private Advice ipv6() {
    var clients = " Its clients use EPSV and EPRT alone, and no NAT address is announced.";
    if (!draft.hops().getFirst().needs().has(Family.IPV6)) {
      return new Advice(
          "IPv6",
          "Nothing is planned for IPv6: %s. Publish no AAAA record for this name."
              .formatted(
                  draft.site().access().allow().isEmpty()
                      ? "no IPv6 address is known behind the path"
                      : "no client network or no address there is IPv6"));
    }
    return new Advice(
        "IPv6",
        (draft.hops().getFirst().needs().has(Family.IPV4)
                ? "The same is needed for IPv6."
                : "Nothing is planned for IPv4.")
            + clients);
  }

  private Optional<Advice> unknownNat() {
    var own = draft.host().ofDefaultRoute(false);
    return !draft.hasPath() && own.filter(InetAddress::isSiteLocalAddress).isPresent()
        ? Optional.of(
            new Advice(
                "path",
                "This host's address is private, so a NAT stands in front of it if clients come from"
                    + " the Internet: describe it in path, with its outside-addresses."))
        : Optional.empty();
  }

  private Optional<Advice> certificates() {
    var acme = draft.site().certificates().acme();
    return draft.profile() == Profile.GATEWAY && !acme.names().isEmpty()
        ? Optional.of(
            new Advice(
                "ACME",
                "The CA asks at %s for a few seconds every two months; that must pass from anywhere,"
                        .formatted(acme.answersAt())
                    + " besides what is listed here."))
        : Optional.empty();
  }

  private static String join(List<?> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
