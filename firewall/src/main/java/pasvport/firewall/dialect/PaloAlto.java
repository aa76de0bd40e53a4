package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;

/**
 * Palo Alto Networks PAN-OS as set commands: a security rule has the address and port before
 * translation and the zone behind it; both zones of a rule that translates are those before it.
 */
public final class PaloAlto implements Dialect {

  private static final List<Lack> LACKS =
      List.of(
          Lack.host(),
          Lack.ipv6Translation("PAN-OS translates IPv6 by prefix only"),
          Lack.shiftedRange("translated-port is one port"));

  @Override
  public String name() {
    return "palo-alto";
  }

  @Override
  public String title() {
    return "Palo Alto Networks (PAN-OS)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    var name = Names.hop(this, hop);
    var script = new Script(hop, name, Ends.of(this, hop));
    script.objects();
    script.translations();
    script.departures();
    script.security();
    var file = script.page.file("pasvport-%s.pan.set".formatted(name));
    return new Rules(
        List.of(file),
        List.of(
            "save config to before-pasvport.xml",
            "set cli scripting-mode on",
            "configure",
            "paste the lines of " + file.name(),
            "commit"),
        notes(hop));
  }

  private static List<String> notes(HopNeeds hop) {
    var notes = new ArrayList<String>();
    notes.add(
        "New rules stand below those that are there: move them above one that denies, with move"
            + " rulebase security rules NAME top.");
    if (hop.usesHelper()) {
      notes.add("App-ID ftp opens the data connections of plain FTP by itself.");
    }
    if (hop.logsDrops()) {
      notes.add("PAN-OS has no limit of the rate of a rule's log.");
    }
    return notes;
  }

  private static final class Script {
    private final Page page = new Page();
    private final HopNeeds hop;
    private final String stem;
    private final Ends ends;
    private final ObjectNames names;
    private final List<Opening> openings;

    Script(HopNeeds hop, String name, Ends ends) {
      this.hop = hop;
      this.ends = ends;
      stem = Opening.stem(name);
      names = ObjectNames.of(name, hop);
      openings = Opening.of(name, hop);
    }

    void objects() {
      names.forEachHost((name, address) -> address(name, Words.single(address)));
      names.forEachClients((name, networks) -> {
        for (var index = 0; index < networks.size(); index++) {
          var member = "%s-%d".formatted(name, index + 1);
          address(member, networks.get(index).toString());
          page.line("set address-group %s static %s".formatted(name, member));
        }
      });
      for (var index = 0; index < hop.hairpin().size(); index++) {
        address(inner(index), hop.hairpin().get(index).toString());
      }
      for (var opening : openings) {
        Entry.of(hop, opening.need())
            .forEach(entry ->
                service(
                    opening.name(),
                    Remark.of(opening.need()),
                    " port "
                        + entry.ports()
                        + opening
                            .need()
                            .sourcePort()
                            .map(" source-port %d"::formatted)
                            .orElse("")));
      }
      for (var port : hop.keep()) {
        service("%s-KEEP-%d".formatted(stem, port), "keep", " port " + port);
      }
    }

    void translations() {
      for (var opening : openings) {
        for (var each : Entry.translated(hop, opening.need())) {
          var rule = new Nat(opening.name(), ends.outside(), ends.outside());
          nat(rule, Remark.of(opening.need()), opening.name(), each);
          natLine(rule, "source " + names.clients(opening.need()).orElse("any"));
          for (var index = 0; index < hop.hairpin().size(); index++) {
            hairpin(opening, each, index);
          }
        }
      }
    }

    void departures() {
      for (var departure : Departure.of(hop)) {
        var rule = new Nat(stem + "-ACTIVE", inside(), ends.outside());
        start(rule, Remark.of(departure.need()));
        natLine(rule, "source " + names.host(departure.server()));
        natLine(rule, "destination " + names.clients(departure.need()).orElse("any"));
        natLine(rule, "service any");
        natLine(
            rule,
            "source-translation dynamic-ip-and-port translated-address "
                + names.host(departure.outside()));
      }
    }

    void security() {
      for (var opening : openings) {
        var need = opening.need();
        if (need.purpose().isOutward()) {
          rule(
              opening.name(),
              Remark.of(need),
              List.of(
                  "from " + inside(),
                  "to " + ends.outside(),
                  "source " + need.server().map(names::host).orElse("any"),
                  "destination " + names.clients(need).orElse("any"),
                  "application any",
                  "service " + opening.name(),
                  "action allow"));
        } else {
          enter(opening, names.clients(need).orElse("any"));
        }
        if (!Entry.translated(hop, need).isEmpty()) {
          for (var index = 0; index < hop.hairpin().size(); index++) {
            rule(
                "%s-HAIRPIN-%d".formatted(opening.name(), index + 1),
                "hairpin: " + Remark.of(need),
                passing(opening, new Zones(inside(), inside()), inner(index), "action allow"));
          }
        }
      }
      for (var opening : openings) {
        if (Strangers.of(hop).contains(opening.need())) {
          deny(
              opening.name() + "-OTHERS",
              "not for others: " + Remark.of(opening.need()),
              others(opening));
        }
      }
      if (hop.rest() == Rest.DROP) {
        rest();
      }
    }

    private void enter(Opening opening, String source) {
      rule(
          opening.name(),
          Remark.of(opening.need()),
          passing(opening, new Zones(ends.outside(), inside()), source, "action allow"));
    }

    /** Towards a need's entry: the address and the port are those before translation. */
    private List<String> passing(Opening opening, Zones zones, String source, String action) {
      var need = opening.need();
      return Stream.<Stream<String>>of(
              Stream.of("from " + zones.from(), "to " + zones.to(), "source " + source),
              Entry.of(hop, need).stream()
                  .map(entry -> "destination " + entry.address().map(names::host).orElse("any")),
              Stream.of(
                  "application " + (Helped.is(hop, need) ? "ftp" : "any"),
                  "service " + opening.name(),
                  action))
          .flatMap(line -> line)
          .toList();
    }

    /** Others are not translated: the zone of an outside address is the one outside. */
    private List<String> others(Opening opening) {
      var to = Entry.translated(hop, opening.need()).isEmpty() ? inside() : ends.outside();
      return passing(opening, new Zones(ends.outside(), to), "any", "action deny");
    }

    private void rest() {
      for (var port : hop.keep()) {
        var name = "%s-KEEP-%d".formatted(stem, port);
        rule(
            name,
            "keep",
            List.of(
                "from " + ends.outside(),
                "to " + ends.outside(),
                "source any",
                "destination any",
                "application any",
                "service " + name,
                "action allow"));
      }
      deny(
          stem + "-REST",
          "everything else",
          List.of(
              "from " + ends.outside(),
              "to any",
              "source any",
              "destination any",
              "application any",
              "service any",
              "action deny"));
    }

    private void deny(String name, String what, List<String> lines) {
      rule(name, what, lines);
      if (hop.logsDrops()) {
        page.line("set rulebase security rules %s log-end yes".formatted(name));
      }
    }

    private void rule(String name, String what, List<String> lines) {
      var start = "set rulebase security rules " + name;
      page.line("%s description %s".formatted(start, VendorQuotes.quoted(Remark.of(hop, what))));
      lines.forEach(line -> page.line("%s %s".formatted(start, line)));
    }

    private void hairpin(Opening opening, Translation each, int index) {
      var rule =
          new Nat("%s-HAIRPIN-%d".formatted(opening.name(), index + 1), inside(), ends.outside());
      nat(rule, "hairpin: " + Remark.of(opening.need()), opening.name(), each);
      natLine(rule, "source " + inner(index));
      natLine(
          rule,
          "source-translation dynamic-ip-and-port translated-address "
              + names.host(each.outside()));
    }

    private void nat(Nat rule, String what, String service, Translation each) {
      start(rule, what);
      natLine(rule, "destination " + names.host(each.outside()));
      natLine(rule, "service " + service);
      natLine(rule, "destination-translation translated-address " + names.host(each.inside()));
      if (!each.keepsPorts()) {
        natLine(rule, "destination-translation translated-port " + each.insidePorts());
      }
    }

    private void start(Nat rule, String what) {
      natLine(rule, "description " + VendorQuotes.quoted(Remark.of(hop, what)));
      natLine(rule, "from " + rule.from());
      natLine(rule, "to " + rule.to());
    }

    private void natLine(Nat rule, String line) {
      page.line("set rulebase nat rules %s %s".formatted(rule.name(), line));
    }

    private void address(String name, String network) {
      page.line("set address %s ip-netmask %s".formatted(name, network));
    }

    private void service(String name, String what, String ports) {
      page.line("set service %s protocol tcp%s".formatted(name, ports))
          .line(
              "set service %s description %s"
                  .formatted(name, VendorQuotes.quoted(Remark.of(hop, what))));
    }

    private String inside() {
      return ends.inside().orElse(ends.outside());
    }

    private String inner(int index) {
      return "%s-INSIDE-%d".formatted(stem, index + 1);
    }
  }

  /** A rule that translates: its zones are those before translation. */
  private record Nat(String name, String from, String to) {}

  /** From where to where a security rule goes. */
  private record Zones(String from, String to) {}
}
