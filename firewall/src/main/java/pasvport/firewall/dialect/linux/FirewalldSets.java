package pasvport.firewall.dialect.linux;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.site.HostText;
import pasvport.site.PortRange;

/** What rich rules of firewalld refer to by name: helpers, services and ipsets. */
final class FirewalldSets {

  /** A network of all addresses is none to an ipset; its two halves are. */
  private static final List<String> HALVES_4 = List.of("0.0.0.0/1", "128.0.0.0/1");

  private static final List<String> HALVES_6 = List.of("::/1", "8000::/1");

  private final HopNeeds hop;

  FirewalldSets(HopNeeds hop) {
    this.hop = hop;
  }

  List<FirewalldFile> files() {
    return Stream.of(helpers(), services(), sources()).flatMap(files -> files).toList();
  }

  /** The name of the service of a control port that the helper reads. */
  static String service(int port) {
    return Firewalld.PREFIX + control(port);
  }

  private static String control(int port) {
    return "control-" + port;
  }

  private static String helper(int port) {
    return "helper-" + port;
  }

  /** The server's address and the port that it opens connections from. */
  static String source(Family family, int port) {
    return Firewalld.PREFIX + from(family, port);
  }

  private static String from(Family family, int port) {
    return "from-%d-%s".formatted(port, family == Family.IPV4 ? "ipv4" : "ipv6");
  }

  private Stream<Integer> helped() {
    return Opening.of(hop).stream()
        .filter(opening -> opening.hasHelper(hop))
        .map(opening -> opening.need().ports().first())
        .distinct();
  }

  /** firewalld's own helper is for port 21 alone. */
  private Stream<FirewalldFile> helpers() {
    return helped()
        .map(port ->
            FirewalldFile.of(
                "helpers",
                helper(port),
                "helper module=\"nf_conntrack_ftp\"",
                List.of(port(new PortRange(port, port)))));
  }

  private Stream<FirewalldFile> services() {
    return helped()
        .map(port -> {
          var lines = new ArrayList<String>();
          lines.add("<short>Pasvport</short>");
          lines.add(port(new PortRange(port, port)));
          lines.add("<helper name=\"%s\"/>".formatted(Firewalld.PREFIX + helper(port)));
          var servers =
              Firewalld.servers(hop, port).stream()
                  .map(server ->
                      "ipv%s=\"%s\""
                          .formatted(
                              Family.of(server) == Family.IPV4 ? "4" : "6",
                              HostText.written(server)))
                  .collect(joining(" "));
          if (!servers.isEmpty()) {
            lines.add("<destination %s/>".formatted(servers));
          }
          return FirewalldFile.of("services", control(port), "service", lines);
        });
  }

  static String port(PortRange ports) {
    return "<port port=\"%s\" protocol=\"tcp\"/>".formatted(ports);
  }

  private Stream<FirewalldFile> sources() {
    return Arrays.stream(Family.values())
        .flatMap(family ->
            hop.needs(family).stream()
                .flatMap(need -> need.sourcePort().stream())
                .distinct()
                .map(port -> source(port, family)));
  }

  private FirewalldFile source(int port, Family family) {
    var lines = new ArrayList<String>();
    lines.add("<short>Pasvport</short>");
    if (family == Family.IPV6) {
      lines.add("<option name=\"family\" value=\"inet6\"/>");
    }
    hop.needs(family).stream()
        .filter(need -> need.sourcePort().filter(each -> each == port).isPresent())
        .flatMap(need ->
            need.server()
                .map(server -> Stream.of(IptablesRule.single(server)))
                .orElseGet(() -> (family == Family.IPV4 ? HALVES_4 : HALVES_6).stream()))
        .distinct()
        .map(network -> "<entry>%s,tcp:%d</entry>".formatted(network, port))
        .forEach(lines::add);
    return FirewalldFile.of("ipsets", from(family, port), "ipset type=\"hash:net,port\"", lines);
  }
}
