package pasvport.app;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;
import pasvport.firewall.plan.Change;
import pasvport.firewall.plan.ClientSide;
import pasvport.firewall.plan.Finding;
import pasvport.firewall.plan.Lint;
import pasvport.firewall.plan.Plan;
import pasvport.site.HostText;
import pasvport.site.Network;
import pasvport.site.PortRange;

/** A plan as text for a terminal: the verdict first, then what each place must do. */
final class PlanText {
  private static final int MOST_NETWORKS = 2;

  private final Plan plan;
  private final PlanPlaces places;
  private final List<String> lines = new ArrayList<>();

  PlanText(Plan plan, PlanPlaces places) {
    this.plan = plan;
    this.places = places;
  }

  /** The lines for the hops that are asked for, and for all else. */
  List<String> lines(List<Plan.Hop> hops) {
    verdict();
    hops.forEach(this::hop);
    changes();
    clients();
    advice();
    findings();
    return List.copyOf(lines);
  }

  private void verdict() {
    long needed = plan.changes().stream().filter(Change::isNeeded).count();
    long defects =
        plan.findings().stream()
            .filter(finding -> finding.lint().weight() == Lint.Weight.DEFECT)
            .count();
    lines.addAll(
        Paragraph.lines(
            "", "Profile %s, because %s.".formatted(plan.profile().word(), plan.reason())));
    lines.add(
        plan.needsChange()
            ? "Transfers fail as it is: %s."
                .formatted(
                    needed > 0 && defects > 0
                        ? count(needed, "change") + " and " + count(defects, "finding") + " below"
                        : needed > 0
                            ? count(needed, "change") + " below"
                            : count(defects, "finding") + " below")
            : "Nothing must change at the server, as far as the site tells.");
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private void section(String title) {
    lines.add("");
    lines.add(title);
  }

  private void hop(Plan.Hop hop) {
    HopNeeds needs = hop.needs();
    section(
        "Let through at %s%s%s"
            .formatted(
                needs.name(),
                hop.dialect().map(dialect -> " (" + dialect + ")").orElse(""),
                needs.rest() == Rest.DROP ? ", and drop the rest" : ", and nothing else for FTP"));
    TextTable table = new TextTable().row("from", "to", "TCP ports", "for", "IP", "asked for by");
    rows(needs)
        .forEach((row, families) ->
            table.row(
                row.from(),
                row.to(),
                row.ports(),
                row.purpose(),
                families,
                places.of(row.reason())));
    lines.addAll(table.lines());
    if (needs.usesHelper()) {
      lines.add(
          "  The firewall's FTP helper reads port %s and lets through what is named there."
              .formatted(join(needs.helperPorts())));
    }
    if (!needs.keep().isEmpty()) {
      lines.add("  TCP %s stays open for its administrator.".formatted(join(needs.keep())));
    }
    translations(needs);
  }

  /** A need in words, without its family. */
  private record Row(String from, String to, String ports, String purpose, String reason) {}

  private static Map<Row, String> rows(HopNeeds hop) {
    Map<Row, String> rows = new LinkedHashMap<>();
    hop.needs().forEach(need -> rows.merge(row(hop, need), family(need.family()), PlanText::both));
    return rows;
  }

  private static String both(String one, String other) {
    return one.equals(other) ? one : one + "+" + other;
  }

  /** A family by its number. */
  static String family(Family family) {
    return switch (family) {
      case IPV4 -> "4";
      case IPV6 -> "6";
    };
  }

  private static Row row(HopNeeds hop, Need need) {
    String clients = clients(need.clients());
    String server =
        need.server()
            .map(HostText::written)
            .orElse(hop.place() == Place.HOST ? "this host" : "the server");
    boolean outward = need.purpose().isOutward();
    String source = need.sourcePort().map(port -> ", from " + port).orElse("");
    return new Row(
        outward ? server : clients,
        outward ? clients : server,
        need.ports() + source,
        need.purpose().text(),
        need.reason());
  }

  /** All of a few networks; of many the first, lest the table outgrow every terminal. */
  private static String clients(List<Network> networks) {
    if (networks.isEmpty()) {
      return "anyone";
    }
    return networks.size() > MOST_NETWORKS
        ? text(networks.getFirst()) + " and %d more".formatted(networks.size() - 1)
        : join(networks);
  }

  private void translations(HopNeeds needs) {
    if (needs.translations().isEmpty()) {
      return;
    }
    section("Translate at " + needs.name());
    TextTable table = new TextTable();
    needs
        .translations()
        .forEach((Translation translation) ->
            table.row(
                at(translation.outside(), translation.outsidePorts()),
                "to " + at(translation.inside(), translation.insidePorts()),
                translation.purpose().text()));
    lines.addAll(table.lines());
    if (!needs.hairpin().isEmpty()) {
      lines.add(
          "  For clients of %s translate the source too, to an address of %s (hairpin)."
              .formatted(join(needs.hairpin()), needs.name()));
    }
  }

  private static String at(InetAddress address, PortRange ports) {
    String host = HostText.written(address);
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + ports;
  }

  private void changes() {
    plan.changes()
        .forEach(change -> {
          section(
              "%s in %s: %s"
                  .formatted(
                      change.isNeeded() ? "Change" : "Better", change.where(), change.what()));
          lines.addAll(
              Paragraph.lines("  ", change.reason() + " (" + places.of(change.key()) + ")"));
          change.lines().forEach(line -> lines.add("    " + line));
        });
  }

  private void clients() {
    section("At the clients");
    plan.clients().firewall().forEach(line -> lines.add("  " + line));
    TextTable table = new TextTable();
    plan.clients()
        .programs()
        .forEach((ClientSide.Program program) -> {
          String name = program.name();
          for (String setting : program.settings()) {
            table.row(name, setting);
            name = "";
          }
        });
    lines.addAll(table.lines());
  }

  private void advice() {
    section("Advice");
    int width = plan.advice().stream().mapToInt(advice -> advice.topic().length()).max().orElse(1);
    plan.advice()
        .forEach(advice ->
            lines.addAll(
                Paragraph.lines(
                    "  %s  ".formatted(("%-" + width + "s").formatted(advice.topic())),
                    advice.text())));
  }

  private void findings() {
    if (plan.findings().isEmpty()) {
      return;
    }
    section("Findings");
    for (Finding finding : plan.findings()) {
      lines.add(
          "  %s %s, %s"
              .formatted(
                  word(finding.lint().weight()), finding.lint().id(), places.of(finding.key())));
      lines.addAll(Paragraph.lines("    ", finding.what() + " " + finding.remedy()));
    }
  }

  /** A weight in a word. */
  static String word(Lint.Weight weight) {
    return switch (weight) {
      case DEFECT -> "defect";
      case RISK -> "risk";
      case NOTE -> "note";
    };
  }

  private static String join(List<?> items) {
    return items.stream()
        .map(item -> item instanceof Network network ? text(network) : item.toString())
        .collect(Collectors.joining(", "));
  }

  /** A single address needs no prefix. */
  static String text(Network network) {
    String text = network.toString();
    boolean single = network.prefixLength() == network.address().getAddress().length * Byte.SIZE;
    return single ? text.substring(0, text.indexOf('/')) : text;
  }
}
