package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.List;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;

/**
 * Junos on SRX as set commands: policies see destinations after translation; a pool without a port
 * keeps the port; an application says whether the FTP helper (ALG) reads its connections.
 *
 * <p>The {@code ftps-extension} of the ALG is never used: it opens all ports between client and
 * server (CVE-2015-5361).
 */
public final class JunosSrx implements Dialect {

  private static final List<Lack> LACKS =
      List.of(
          Lack.host(),
          Lack.ipv6Translation("its translation is written for IPv4 here"),
          Lack.shiftedRange("a pool has one port or keeps the ports"));

  @Override
  public String name() {
    return "junos-srx";
  }

  @Override
  public String title() {
    return "Juniper SRX (Junos)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    var name = Names.hop(this, hop);
    var script = new Script(hop, name, Ends.of(this, hop));
    script.objects();
    script.translations();
    script.departures();
    script.hairpins();
    script.policies();
    var file = script.page.file("pasvport-%s.junos.set".formatted(name));
    return new Rules(
        List.of(file),
        List.of(
            "configure exclusive",
            "load set " + file.name(),
            "show | compare",
            "commit check",
            "commit confirmed 5, and then within 5 minutes: commit"),
        notes(hop, script));
  }

  private static List<String> notes(HopNeeds hop, Script script) {
    var notes = new ArrayList<String>();
    if (hop.rest() == Rest.LEAVE) {
      notes.add(
          "New policies stand below those that are there: move them above one that denies, with"
              + " insert security policies from-zone %s to-zone %s policy … before policy …"
                  .formatted(script.ends.outside(), script.inside()));
    }
    hop.translations().stream()
        .map(Translation::outside)
        .distinct()
        .forEach(outside ->
            notes.add(
                "If %s is not an address of the interface itself: set security nat proxy-arp"
                        .formatted(Words.address(outside))
                    + " interface INTERFACE address "
                    + Words.single(outside)));
    if (!hop.keep().isEmpty()) {
      notes.add("Access to the firewall itself is host-inbound-traffic of its zone, not a policy.");
    }
    if (hop.usesHelper()) {
      notes.add("The ALG must be on: delete security alg ftp disable.");
    }
    if (hop.needs().stream()
        .anyMatch(need -> !need.clients().isEmpty() && !Entry.translated(hop, need).isEmpty())) {
      notes.add("Others than the clients are not translated and end at the firewall itself.");
    }
    if (hop.logsDrops()) {
      notes.add("Junos has no limit of the rate of a policy's log.");
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
      names.forEachHost((name, address) ->
          page.line(
              "set security address-book global address %s %s"
                  .formatted(name, Words.single(address))));
      names.forEachClients((name, networks) -> {
        for (var index = 0; index < networks.size(); index++) {
          var member = "%s-%d".formatted(name, index + 1);
          page.line(
                  "set security address-book global address %s %s"
                      .formatted(member, networks.get(index)))
              .line(
                  "set security address-book global address-set %s address %s"
                      .formatted(name, member));
        }
      });
      for (var index = 0; index < hop.hairpin().size(); index++) {
        page.line(
            "set security address-book global address %s-INSIDE-%d %s"
                .formatted(stem, index + 1, hop.hairpin().get(index)));
      }
      openings.forEach(this::application);
    }

    private void application(Opening opening) {
      var need = opening.need();
      var name = opening.name();
      application(name, Remark.of(need), "destination-port " + need.ports());
      need.sourcePort()
          .ifPresent(port ->
              page.line("set applications application %s source-port %d".formatted(name, port)));
      if (need.purpose() == Purpose.CONTROL) {
        page.line(
            "set applications application %s application-protocol %s"
                .formatted(name, Helped.is(hop, need) ? "ftp" : "ignore"));
      }
    }

    private void application(String name, String what, String ports) {
      var start = "set applications application " + name;
      page.line("%s description %s".formatted(start, VendorQuotes.quoted(Remark.of(hop, what))))
          .line(start + " protocol tcp")
          .line("%s %s".formatted(start, ports));
    }

    void translations() {
      var set = stem + "-IN";
      if (!hop.translations().isEmpty()) {
        ruleSet(set, ends.outside());
      }
      for (var opening : openings) {
        for (var each : Entry.translated(hop, opening.need())) {
          pool(opening.name(), each);
          rule(set, opening.name(), Remark.of(opening.need()), each);
          opening
              .need()
              .clients()
              .forEach(client -> match(set, opening.name(), "source-address " + client));
        }
      }
    }

    void departures() {
      var set = stem + "-OUT";
      for (var departure : Departure.of(hop)) {
        var pool = stem + "-ACTIVE";
        var start = "set security nat source ";
        page.line("%spool %s address %s".formatted(start, pool, Words.single(departure.outside())))
            .line("%srule-set %s from zone %s".formatted(start, set, inside()))
            .line("%srule-set %s to zone %s".formatted(start, set, ends.outside()))
            .line(
                "%srule-set %s rule %s match source-address %s"
                    .formatted(start, set, pool, Words.single(departure.server())));
        departure
            .need()
            .clients()
            .forEach(client ->
                page.line(
                    "%srule-set %s rule %s match destination-address %s"
                        .formatted(start, set, pool, client)));
        page.line(
            "%srule-set %s rule %s then source-nat pool %s".formatted(start, set, pool, pool));
      }
    }

    /** From inside to the outside address: both ends are translated. */
    void hairpins() {
      var set = stem + "-HAIRPIN";
      var hairpins = Hairpin.of(hop);
      if (hairpins.isEmpty()) {
        return;
      }
      ruleSet(set, inside());
      page.line("set security nat source rule-set %s from zone %s".formatted(set, inside()))
          .line("set security nat source rule-set %s to zone %s".formatted(set, inside()));
      for (var index = 0; index < hairpins.size(); index++) {
        var hairpin = hairpins.get(index);
        var each = hairpin.translation();
        var rule = "%s-%d".formatted(set, index + 1);
        var source = "set security nat source rule-set %s rule %s ".formatted(set, rule);
        pool(rule, each);
        rule(set, rule, hairpin.remark(), each);
        match(set, rule, "source-address " + hairpin.network());
        page.line(source + "match source-address " + hairpin.network())
            .line(source + "match destination-address " + Words.single(each.inside()))
            .line(source + "then source-nat interface");
        application(rule, hairpin.remark(), "destination-port " + each.insidePorts());
        policy(
            new Zones(inside(), inside()),
            rule,
            hairpin.remark(),
            List.of(
                "source-address %s-INSIDE-%d"
                    .formatted(stem, hop.hairpin().indexOf(hairpin.network()) + 1),
                "destination-address " + names.host(each.inside()),
                "application " + rule),
            "permit");
      }
    }

    void policies() {
      var inwards = new Zones(ends.outside(), inside());
      for (var opening : openings) {
        var need = opening.need();
        var server = need.server().map(names::host).orElse("any");
        var clients = names.clients(need).orElseGet(() -> anyone(need));
        policy(
            need.purpose().isOutward() ? new Zones(inside(), ends.outside()) : inwards,
            opening.name(),
            Remark.of(need),
            need.purpose().isOutward()
                ? List.of(
                    "source-address " + server,
                    "destination-address " + clients,
                    "application " + opening.name())
                : List.of(
                    "source-address " + clients,
                    "destination-address " + server,
                    "application " + opening.name()),
            "permit");
      }
      for (var opening : openings) {
        if (Strangers.of(hop).contains(opening.need())
            && Entry.translated(hop, opening.need()).isEmpty()) {
          deny(
              inwards,
              opening.name() + "-OTHERS",
              "not for others: " + Remark.of(opening.need()),
              List.of(
                  "source-address any",
                  "destination-address " + opening.need().server().map(names::host).orElse("any"),
                  "application " + opening.name()));
        }
      }
      if (hop.rest() == Rest.DROP) {
        rest(inwards);
      }
    }

    private void rest(Zones inwards) {
      deny(
          inwards,
          stem + "-REST",
          "everything else",
          List.of("source-address any", "destination-address any", "application any"));
      page.line("set security policies default-policy deny-all");
    }

    private void deny(Zones zones, String name, String what, List<String> match) {
      policy(zones, name, what, match, "deny");
      if (hop.logsDrops()) {
        page.line(zones.policy(name) + " then log session-init");
      }
    }

    private void policy(Zones zones, String name, String what, List<String> match, String action) {
      var start = zones.policy(name);
      page.line("%s description %s".formatted(start, VendorQuotes.quoted(Remark.of(hop, what))));
      match.forEach(each -> page.line("%s match %s".formatted(start, each)));
      page.line("%s then %s".formatted(start, action));
    }

    private void ruleSet(String set, String zone) {
      page.line("set security nat destination rule-set %s from zone %s".formatted(set, zone));
    }

    private void pool(String name, Translation each) {
      page.line(
          "set security nat destination pool %s address %s%s"
              .formatted(
                  name,
                  Words.single(each.inside()),
                  each.keepsPorts() ? "" : " port " + each.insidePorts()));
    }

    private void rule(String set, String name, String what, Translation each) {
      page.line(
          "set security nat destination rule-set %s rule %s description %s"
              .formatted(set, name, VendorQuotes.quoted(Remark.of(hop, what))));
      match(set, name, "destination-address " + Words.single(each.outside()));
      match(set, name, "destination-port " + Words.ports(each.outsidePorts(), " to "));
      match(set, name, "protocol tcp");
      page.line(
          "set security nat destination rule-set %s rule %s then destination-nat pool %s"
              .formatted(set, name, name));
    }

    private void match(String set, String name, String what) {
      page.line(
          "set security nat destination rule-set %s rule %s match %s".formatted(set, name, what));
    }

    private String inside() {
      return ends.inside().orElse(ends.outside());
    }

    private static String anyone(Need need) {
      return switch (need.family()) {
        case IPV4 -> "any-ipv4";
        case IPV6 -> "any-ipv6";
      };
    }
  }

  /** The direction of a policy. */
  private record Zones(String from, String to) {
    String policy(String name) {
      return "set security policies from-zone %s to-zone %s policy %s".formatted(from, to, name);
    }
  }
}
