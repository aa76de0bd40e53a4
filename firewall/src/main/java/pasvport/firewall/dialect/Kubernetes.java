package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Rest;
import pasvport.site.Network;
import pasvport.site.PortRange;

/**
 * Kubernetes: a NetworkPolicy for the server's pod and a Service before it. A policy has ranges of
 * ports (endPort, stable since 1.25); a Service has an entry for each port.
 */
public final class Kubernetes implements Dialect {

  /**
   * Ports of a Service: it has no ranges (kubernetes#23864), each port is a rule on every node, and
   * load balancers of clouds stop far below.
   */
  private static final int MOST_PORTS = 256;

  /** Listeners of a network load balancer of AWS (quota L-57A373D6). */
  private static final int AWS_LISTENERS = 50;

  private static final List<Lack> LACKS =
      List.of(
          Lack.helper("what forwards for a Service reads no FTP"),
          new Lack(
              Part.HAIRPIN,
              "how pods reach the outside address is the cluster's affair",
              "let clients inside use the Service's name"));

  @Override
  public String name() {
    return "kubernetes";
  }

  @Override
  public String title() {
    return "Kubernetes (NetworkPolicy, Service)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    var name = "pasvport-" + Names.hop(this, hop);
    var ports = ports(hop);
    if (ports.size() > MOST_PORTS) {
      throw new NotExpressibleException(
          this,
          "a Service of %d ports".formatted(ports.size()),
          "it has no ranges, and more than %d entries are too many".formatted(MOST_PORTS),
          "use a smaller range, as the profile gateway does");
    }
    var page = new Page().line("# " + Remark.of(hop));
    policy(page, hop, name);
    page.line("---");
    service(page, hop, name, ports);
    var file = page.file(name + ".yaml");
    return new Rules(
        List.of(file),
        List.of("kubectl diff -f " + file.name(), "kubectl apply -f " + file.name()),
        notes(hop, ports.size()));
  }

  private static void policy(Page page, HopNeeds hop, String name) {
    page.line("apiVersion: networking.k8s.io/v1")
        .line("kind: NetworkPolicy")
        .line("metadata:")
        .line("  name: " + name)
        .line("spec:")
        .line("  podSelector:")
        .line("    matchLabels:")
        .line("      app: ftp")
        .line(
            "  policyTypes: [%s]".formatted(restrictsOutward(hop) ? "Ingress, Egress" : "Ingress"))
        .line("  ingress:");
    for (var need : hop.inward()) {
      page.line("    # " + Remark.of(need)).line("    - from:");
      blocks(page, need);
      page.line("      ports:");
      port(page, need.ports());
    }
    for (var port : hop.keep()) {
      page.line("    # keep").line("    - ports:");
      port(page, new PortRange(port, port));
    }
    if (restrictsOutward(hop)) {
      page.line(hop.outward().isEmpty() ? "  egress: []" : "  egress:");
      for (var need : hop.outward()) {
        page.line("    # " + Remark.of(need)).line("    - to:");
        blocks(page, need);
        page.line("      ports:");
        port(page, need.ports());
      }
    }
  }

  private static void blocks(Page page, Need need) {
    for (var network : Words.clients(need)) {
      page.line("        - ipBlock:").line("            cidr: " + JsonQuotes.quoted(network));
    }
  }

  private static void port(Page page, PortRange ports) {
    page.line("        - protocol: TCP").line("          port: %d".formatted(ports.first()));
    if (ports.size() > 1) {
      page.line("          endPort: %d".formatted(ports.last()));
    }
  }

  private static void service(
      Page page, HopNeeds hop, String name, SequencedMap<Integer, Target> ports) {
    page.line("apiVersion: v1")
        .line("kind: Service")
        .line("metadata:")
        .line("  name: " + name)
        .line("spec:")
        .line("  type: LoadBalancer")
        .line("  externalTrafficPolicy: Local")
        .line("  sessionAffinity: ClientIP");
    var families = Stream.of(Family.values()).filter(hop::has).map(Kubernetes::family).toList();
    page.line("  ipFamilyPolicy: " + (families.size() > 1 ? "RequireDualStack" : "SingleStack"))
        .line("  ipFamilies: [%s]".formatted(String.join(", ", families)));
    var sources = sources(hop);
    if (!sources.isEmpty()) {
      page.line("  loadBalancerSourceRanges:");
      sources.forEach(network -> page.line("    - " + JsonQuotes.quoted(network.toString())));
    }
    page.line("  selector:").line("    app: ftp").line("  ports:");
    var remark = "";
    for (var each : ports.entrySet()) {
      if (!remark.equals(each.getValue().remark())) {
        remark = each.getValue().remark();
        page.line("    # " + remark);
      }
      page.line("    - name: port-%d".formatted(each.getKey()))
          .line("      protocol: TCP")
          .line("      port: %d".formatted(each.getKey()))
          .line("      targetPort: %d".formatted(each.getValue().port()));
    }
  }

  /** A port that clients use, and where it leads. */
  private record Target(int port, String remark) {}

  private static SequencedMap<Integer, Target> ports(HopNeeds hop) {
    var ports = new TreeMap<Integer, Target>();
    for (var need : hop.inward()) {
      for (var entry : Entry.of(hop, need)) {
        IntStream.range(0, need.ports().size())
            .forEach(index ->
                ports.put(
                    entry.ports().first() + index,
                    new Target(need.ports().first() + index, Remark.of(need))));
      }
    }
    return ports;
  }

  /** The clients of all needs; none if any of them is for everyone. */
  private static SequencedSet<Network> sources(HopNeeds hop) {
    var sources = new LinkedHashSet<Network>();
    if (hop.inward().stream().noneMatch(need -> need.clients().isEmpty())) {
      hop.inward().forEach(need -> sources.addAll(need.clients()));
    }
    return sources;
  }

  private static boolean restrictsOutward(HopNeeds hop) {
    return hop.rest() == Rest.DROP;
  }

  private static String family(Family family) {
    return switch (family) {
      case IPV4 -> "IPv4";
      case IPV6 -> "IPv6";
    };
  }

  private static List<String> notes(HopNeeds hop, int ports) {
    var notes = new ArrayList<String>();
    notes.add(
        "The server's pod must have the label app: ftp, and be one: each data connection is"
            + " balanced for itself.");
    notes.add(
        "A pod that a policy selects takes nothing else that no policy allows; without a network plugin that knows policies this one has no effect.");
    if (!hop.outward().isEmpty()) {
      notes.add(
          hop.rest() == Rest.DROP
              ? "The policy lets nothing else out, name resolution neither; the source port of active data is not looked at."
              : "Active data leaves freely, unless another policy restricts what the pod sends.");
    }
    if (ports > AWS_LISTENERS) {
      notes.add("A cloud's load balancer may have fewer ports (AWS: %d).".formatted(AWS_LISTENERS));
    }
    if (hop.logsDrops()) {
      notes.add("A NetworkPolicy logs nothing; some network plugins do by themselves.");
    }
    return notes;
  }
}
