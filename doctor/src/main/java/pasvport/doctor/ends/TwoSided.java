package pasvport.doctor.ends;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pasvport.doctor.ends.RangeMap.State;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Line;
import pasvport.doctor.finding.Certainty;
import pasvport.doctor.finding.Finding;
import pasvport.doctor.report.Shape;
import pasvport.site.PortRange;

/**
 * What a test with both ends has brought.
 *
 * @param view what is to be seen beside the server
 * @param ranges the passive range
 * @param map the range as it is seen from outside
 * @param comparison what was sent beside what came; empty if that could not be tried
 * @param needs what the firewall of the server's host does with what passive FTP needs
 * @param story what the logs of the server's host tell of the outside's connections
 * @param seenAs the addresses that the outside has at the server
 * @param notes what could not be done, and why
 */
public record TwoSided(
    Shape view,
    List<PortRange> ranges,
    RangeMap map,
    Optional<Comparison> comparison,
    List<Need> needs,
    List<String> story,
    Set<InetAddress> seenAs,
    List<String> notes) {

  /**
   * What a firewall does with some ports.
   *
   * @param by which rules decide that
   */
  public record Need(String firewall, PortRange ports, String answer, List<String> by) {
    static Need read(Shape json) {
      return new Need(
          json.text("firewall"),
          PortRange.parse(json.text("ports")),
          json.text("answer"),
          json.texts("by"));
    }

    public boolean isOpen() {
      return answer.equals("open");
    }

    /** For people: {@code let in}. */
    public String words() {
      return switch (answer) {
        case "open" -> "let in";
        case "closed" -> "kept out";
        case "partly" -> "let in in part";
        default -> "decided by a rule that pasvport does not understand";
      };
    }
  }

  public TwoSided {
    ranges = List.copyOf(ranges);
    needs = List.copyOf(needs);
    story = List.copyOf(story);
    seenAs = Set.copyOf(seenAs);
    notes = List.copyOf(notes);
  }

  /** What is wrong, or good to know. */
  public List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    shut().ifPresent(findings::add);
    shifted().ifPresent(findings::add);
    intercepted().ifPresent(findings::add);
    comparison.ifPresent(all -> {
      rewritten(all).ifPresent(findings::add);
      cut(all).ifPresent(findings::add);
      changed(all).ifPresent(findings::add);
      otherTls(all).ifPresent(findings::add);
    });
    return findings;
  }

  /**
   * Whether the server announces what its configuration names.
   *
   * @param transcript of a test of it
   */
  public Optional<Finding> notInForce(List<Line> transcript) {
    var beyond =
        transcript.stream()
            .filter(line -> line.kind() == Line.Kind.RECEIVED)
            .flatMap(line -> Visit.port(line.text()).stream().boxed())
            .filter(port -> ranges.stream().noneMatch(range -> range.contains(port)))
            .sorted()
            .distinct()
            .toList();
    return ranges.isEmpty() || beyond.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Kinds.RANGE_NOT_IN_FORCE
                .finding(
                    Certainty.PROVED,
                    "The server announced port %d, and its configuration names %s."
                        .formatted(beyond.getFirst(), RangeMap.shown(ranges)))
                .because("announced: " + beyond)
                .remedy(
                    "Restart the server, so that it takes its configuration, or name the file that it"
                        + " really reads."));
  }

  private Optional<Finding> shut() {
    var shut = shutPorts();
    if (shut.isEmpty()) {
      return Optional.empty();
    }
    var missing = missing(shut);
    var atHost = shut.stream().filter(range -> !missing(List.of(range)).isEmpty()).toList();
    var before = shut.stream().filter(range -> !atHost.contains(range)).toList();
    return Optional.of(
        Kinds.RANGE_SHUT
            .finding(
                Certainty.PROVED,
                "Ports %s of the passive range %s are not reached from outside, although somebody listens there: %s."
                    .formatted(
                        RangeMap.shown(shut), RangeMap.shown(ranges), keepsOut(atHost, before)))
            .because(map.stretches().stream().map(RangeMap.Stretch::toString))
            .because(
                missing.stream()
                    .flatMap(need ->
                        need.by().stream().map(by -> "%s: %s".formatted(need.firewall(), by))))
            .remedy(toOpen("On the server's host:", atHost))
            .remedy(
                toOpen(
                    "On the firewall or router before the server, open and forward these ports to it; its own host lets them in:",
                    before))
            .remedy(
                "pasvport rules --for DIALECT writes that in the firewall's own language; pasvport plan shows the whole way."));
  }

  private static String keepsOut(List<PortRange> atHost, List<PortRange> before) {
    if (atHost.isEmpty()) {
      return "something before this host keeps them out";
    }
    return before.isEmpty()
        ? "the rules of the server's own host keep them out"
        : "the rules of the server's own host keep %s out, and something before it %s"
            .formatted(RangeMap.shown(atHost), RangeMap.shown(before));
  }

  private List<String> toOpen(String where, List<PortRange> ports) {
    var from = seenAs.stream().map(Addresses::shown).collect(Collectors.joining(", "));
    var steps = new ArrayList<String>();
    ports.forEach(range ->
        steps.add(
            "  tcp, destination ports %s, new connections, from %s"
                .formatted(range, from.isEmpty() ? "the clients" : from)));
    if (!steps.isEmpty()) {
      steps.addFirst(where);
    }
    return steps;
  }

  /** What keeps some of these ports out on the server's own host. */
  private List<Need> missing(List<PortRange> shut) {
    return needs.stream()
        .filter(need -> !need.isOpen())
        .filter(need -> shut.stream().anyMatch(range -> overlap(range, need.ports())))
        .toList();
  }

  /** Whether a part of the range is not reached. */
  public boolean isShut() {
    return !shutPorts().isEmpty();
  }

  /** Whether a part of the range is not reached because the server's own host keeps it out. */
  public boolean shutAtHost() {
    return !missing(shutPorts()).isEmpty();
  }

  private List<PortRange> shutPorts() {
    return map.ports(state -> state.isShut() && state != State.INTERCEPTED);
  }

  /** What the firewall of the server's host does with some of these ports. */
  public List<Need> needs(RangeMap.Stretch stretch) {
    return needs.stream().filter(need -> overlap(stretch.ports(), need.ports())).toList();
  }

  private static boolean overlap(PortRange one, PortRange other) {
    return one.first() <= other.last() && other.first() <= one.last();
  }

  private Optional<Finding> shifted() {
    var shifted = map.ports(state -> state == State.SHIFTED);
    return shifted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Kinds.RANGE_SHIFTED
                .finding(
                    Certainty.PROVED,
                    "Ports %s lead to other ports of the server's host: the server announces one port and the client's connection arrives at another."
                        .formatted(RangeMap.shown(shifted)))
                .because(map.stretches().stream().map(RangeMap.Stretch::toString))
                .remedy("Forward each passive port to the port of the same number."));
  }

  private Optional<Finding> intercepted() {
    var taken = map.ports(state -> state == State.INTERCEPTED);
    return taken.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Kinds.RANGE_INTERCEPTED
                .finding(
                    Certainty.PROVED,
                    "On ports %s somebody answers, and nothing arrived at the server: a proxy or balancer in between accepts in its name."
                        .formatted(RangeMap.shown(taken)))
                .because(map.stretches().stream().map(RangeMap.Stretch::toString))
                .remedy("Have the proxy or balancer pass these ports on to this server."));
  }

  private static Optional<Finding> rewritten(Comparison all) {
    boolean rewritten =
        all.any(both ->
            both.answers().filter(change -> !change.lost()).isPresent()
                || both.commands().filter(change -> !change.lost()).isPresent());
    return rewritten
        ? Optional.of(
            Kinds.DEVICE_REWRITES
                .finding(
                    Certainty.PROVED,
                    "A device on the way rewrites what server and client say: %s."
                        .formatted(
                            Device.of(all)
                                .map(Device::toString)
                                .orElse("which one, what it changed does not tell")))
                .because(all.rewrites().stream())
                .remedy(
                    "One owner of the addresses is enough: where the device rewrites, let the server announce its own address; else switch the device's FTP helper off and let the server, or pasvport, announce the outside one.",
                    "Under TLS it can rewrite nothing; FTPS needs the second way."))
        : Optional.empty();
  }

  private static Optional<Finding> cut(Comparison all) {
    return all.any(Comparison.Both::cut)
        ? Optional.of(
            Kinds.DEVICE_CUTS
                .finding(
                    Certainty.PROVED,
                    "A device on the way keeps replies back or ends the session for what is in them: %s."
                        .formatted(
                            Device.of(all)
                                .map(Device::toString)
                                .orElse("which one, what it did does not tell")))
                .because(all.cuts().stream())
                .remedy(
                    "Whoever gets replies like these through that device hangs: take its FTP helper or inspection off this way, or keep the server to one plain 227 with its own address."))
        : Optional.empty();
  }

  private static Optional<Finding> changed(Comparison all) {
    return all.any(Comparison.Both::dataChanged)
        ? Optional.of(
            Kinds.BYTES_CHANGED
                .finding(
                    Certainty.PROVED,
                    "What goes over data connections is changed on the way: files arrive damaged.")
                .because(all.damages().stream())
                .remedy(
                    "Take the FTP helper, gaming or DMZ mode, or content filter off this way; FTPS and SFTP are not readable to it."))
        : Optional.empty();
  }

  private static Optional<Finding> otherTls(Comparison all) {
    return all.any(Comparison.Both::otherCertificate)
        ? Optional.of(
            Kinds.TLS_INTERCEPTED
                .finding(
                    Certainty.PROVED,
                    "The certificate that the outside is shown is not the one that the server shows: a device on the way ends TLS and reads along.")
                .because(all.otherCertificates().stream())
                .remedy("Except FTP to this server from TLS inspection."))
        : Optional.empty();
  }

  /** For people: what no finding says. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.addAll(place());
    if (!map.isEmpty()) {
      lines.add(
          "Passive range as seen from outside: "
              + map.stretches().stream()
                  .map(RangeMap.Stretch::toString)
                  .collect(Collectors.joining("; "))
              + ".");
    }
    needs.forEach(need -> lines.add(firewall(need)));
    comparison.ifPresent(all ->
        lines.add(
            "Byte for byte the same at both ends: %d of %d scenes."
                .formatted(all.same(), all.scenes().size())));
    lines.addAll(notes);
    if (!story.isEmpty()) {
      lines.add("The logs there say:");
      story.forEach(line -> lines.add("  " + line));
    }
    return lines;
  }

  /** For people: which servers there are, and what the outside looks like from there. */
  public List<String> place() {
    var lines = new ArrayList<String>();
    view.list("servers").forEach(server -> lines.add(server(server)));
    var seen = seenAs.stream().map(Addresses::shown).sorted().collect(Collectors.joining(", "));
    if (!seen.isEmpty()) {
      lines.add("The outside is seen there as %s.".formatted(seen));
    }
    return lines;
  }

  private static String firewall(Need need) {
    return "%s of the server's host: ports %s are %s%s."
        .formatted(
            need.firewall(),
            need.ports(),
            need.words(),
            need.isOpen() || need.by().isEmpty() ? "" : ", " + need.by().getFirst());
  }

  private static String server(Shape server) {
    var files = String.join(", ", server.texts("files"));
    return "Beside the server: %s%s%s%s."
        .formatted(
            server.text("product"),
            server.truth("runs")
                ? ", listens on "
                    + server.numbers("listens").stream()
                        .map(port -> Integer.toString(port))
                        .collect(Collectors.joining(", "))
                : ", which does not run",
            files.isEmpty() ? "" : ", " + files,
            server.maybeText("unreadable").map(why -> ": " + why).orElse(""));
  }

  /** For programs. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("view", view.map());
    json.put("seen-as", seenAs.stream().map(Addresses::shown).sorted().toList());
    json.put("range", map.json());
    json.put("comparison", comparison.map(Comparison::json).orElse(List.of()));
    json.put(
        "firewall",
        needs.stream()
            .map(need ->
                Map.of(
                    "firewall", need.firewall(),
                    "ports", need.ports().toString(),
                    "answer", need.answer(),
                    "by", need.by()))
            .toList());
    json.put("story", story);
    json.put("notes", notes);
    return json;
  }
}
