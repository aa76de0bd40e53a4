package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.List;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;

/**
 * Rules as the config.xml of pfSense and OPNsense has them, which is alike but for aliases and for
 * how a flag is set (pfsense src/etc/inc/filter.inc; opnsense config.xml.sample).
 *
 * <p>Filter rules see translated destinations, as pf does; they are evaluated from the top, and the
 * first that matches decides.
 */
final class Sense {

  /** The two that differ. */
  enum Kind {
    PFSENSE,
    OPNSENSE
  }

  private static final List<Lack> LACKS =
      List.of(
          Lack.helper("its base system has no FTP helper for servers"),
          Lack.ipv6Translation("its port forwards are written for IPv4 here"));

  private static final String BOTH_FAMILIES = "inet46";

  private final Kind kind;
  private final HopNeeds hop;
  private final ClientSets sets;
  private final Ends ends;
  private final Page page = new Page();

  private Sense(Kind kind, HopNeeds hop, Ends ends) {
    this.kind = kind;
    this.hop = hop;
    this.ends = ends;
    sets = ClientSets.of(hop);
  }

  static Rules write(Dialect dialect, Kind kind, HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(dialect, hop, LACKS);
    var name = Names.hop(dialect, hop);
    var sense = new Sense(kind, hop, Ends.of(dialect, hop));
    return new Rules(
        List.of(sense.file(name)),
        List.of(
            "back up the configuration (Diagnostics or System: Configuration: Backup)",
            "put the elements of the file into the same elements of config.xml, rules above those"
                + " that are there, in place of earlier ones described as pasvport",
            switch (kind) {
              case PFSENSE -> "rm /tmp/config.cache && /etc/rc.filter_configure_sync";
              case OPNSENSE -> "configctl filter reload";
            }),
        sense.notes());
  }

  private Rules.File file(String name) {
    var root =
        switch (kind) {
          case PFSENSE -> "pfsense";
          case OPNSENSE -> "opnsense";
        };
    page.line("<?xml version=\"1.0\"?>").line("<%s>".formatted(root));
    aliases();
    nat();
    page.line("  <filter>");
    hop.inward().forEach(this::enter);
    hop.outward().forEach(this::leave);
    for (var port : hop.keep()) {
      rule("pass", ends.outside(), "keep", BOTH_FAMILIES);
      page.line("      <protocol>tcp</protocol>");
      any("source");
      self(Integer.toString(port));
      end();
    }
    Strangers.of(hop).forEach(this::refuse);
    if (hop.rest() == Rest.DROP) {
      rule("block", ends.outside(), "everything else", BOTH_FAMILIES);
      any("source");
      any("destination");
      log();
      end();
    }
    page.line("  </filter>").line("</%s>".formatted(root));
    return page.file("pasvport-%s.xml".formatted(name));
  }

  private List<String> notes() {
    var notes = new ArrayList<String>();
    notes.add("What no rule passes is dropped on interfaces that come from outside.");
    if (hop.place() == Place.HOST && !hop.outward().isEmpty()) {
      notes.add("Its own connections leave without a rule, active data too.");
    }
    if (hop.logsDrops()) {
      notes.add("Drops are logged by pf, which has no limit of the rate of its log.");
    }
    if (!Hairpin.of(hop).isEmpty()) {
      notes.add(
          "Reflection serves all networks inside; the source is translated only with automatic"
              + " outbound NAT for reflection switched on (advanced settings of the firewall).");
    }
    return notes;
  }

  private void aliases() {
    switch (kind) {
      case PFSENSE -> {
        page.line("  <aliases>");
        sets.forEach((set, networks) ->
            page.line("    <alias>")
                .line("      <name>%s</name>".formatted(alias(set)))
                .line("      <type>network</type>")
                .line(
                    "      <address>%s</address>"
                        .formatted(Words.joined(Words.texts(networks), " ")))
                .line("      <descr>%s</descr>".formatted(remark("clients")))
                .line("    </alias>"));
        page.line("  </aliases>");
      }
      case OPNSENSE -> {
        page.line("  <OPNsense>")
            .line("    <Firewall>")
            .line("      <Alias>")
            .line("        <aliases>");
        sets.forEach((set, networks) ->
            page.line("          <alias uuid=\"%s\">".formatted(StableId.of(hop, set)))
                .line("            <enabled>1</enabled>")
                .line("            <name>%s</name>".formatted(alias(set)))
                .line("            <type>network</type>")
                .line(
                    "            <content>%s</content>"
                        .formatted(Words.joined(Words.texts(networks), "&#10;")))
                .line("            <description>%s</description>".formatted(remark("clients")))
                .line("          </alias>"));
        page.line("        </aliases>")
            .line("      </Alias>")
            .line("    </Firewall>")
            .line("  </OPNsense>");
      }
    }
  }

  private void nat() {
    page.line("  <nat>");
    var departures = Departure.of(hop);
    if (!departures.isEmpty()) {
      page.line("    <outbound>").line("      <mode>hybrid</mode>");
      departures.forEach(this::depart);
      page.line("    </outbound>");
    }
    for (var need : hop.inward()) {
      for (var each : Entry.translated(hop, need)) {
        page.line("    <rule>").line("      <interface>%s</interface>".formatted(ends.outside()));
        page.line("      <ipprotocol>%s</ipprotocol>".formatted(family(need.family())))
            .line("      <protocol>tcp</protocol>");
        source(need);
        page.line("      <destination>")
            .line("        <address>%s</address>".formatted(Words.address(each.outside())))
            .line("        <port>%s</port>".formatted(each.outsidePorts()))
            .line("      </destination>")
            .line("      <target>%s</target>".formatted(Words.address(each.inside())))
            .line("      <local-port>%d</local-port>".formatted(each.insidePorts().first()))
            .line(
                "      <natreflection>%s</natreflection>"
                    .formatted(hop.hairpin().isEmpty() ? "disable" : "purenat"))
            .line("      <descr>%s</descr>".formatted(remark(Remark.of(need))))
            .line("    </rule>");
      }
    }
    page.line("  </nat>");
  }

  private void depart(Departure departure) {
    var need = departure.need();
    page.line("      <rule>")
        .line("        <interface>%s</interface>".formatted(ends.outside()))
        .line("        <protocol>tcp</protocol>")
        .line("        <source>")
        .line("          <network>%s</network>".formatted(Words.single(departure.server())))
        .line("        </source>");
    need.sourcePort()
        .ifPresent(port -> page.line("        <sourceport>%d</sourceport>".formatted(port)));
    page.line("        <destination>")
        .line("          " + flag("any"))
        .line("        </destination>")
        .line("        <target>%s</target>".formatted(Words.address(departure.outside())))
        .line("        <descr>%s</descr>".formatted(remark(Remark.of(need))))
        .line("      </rule>");
  }

  private void enter(Need need) {
    rule("pass", ends.outside(), Remark.of(need), family(need.family()));
    page.line("      <protocol>tcp</protocol>");
    source(need);
    to(new Entry(need.server(), need.ports()));
    end();
  }

  private void leave(Need need) {
    ends.inside().ifPresent(name -> leave(need, name));
  }

  private void leave(Need need, String name) {
    rule("pass", name, Remark.of(need), family(need.family()));
    page.line("      <protocol>tcp</protocol>").line("      <source>");
    page.line(
        "        <address>%s</address>".formatted(need.server().map(Words::address).orElse("")));
    need.sourcePort().ifPresent(port -> page.line("        <port>%d</port>".formatted(port)));
    page.line("      </source>").line("      <destination>");
    page.line("        " + clients(need))
        .line("        <port>%s</port>".formatted(need.ports()))
        .line("      </destination>");
    end();
  }

  private void refuse(Need need) {
    for (var entry : Entry.of(hop, need)) {
      rule("block", ends.outside(), "not for others: " + Remark.of(need), family(need.family()));
      page.line("      <protocol>tcp</protocol>");
      any("source");
      to(entry);
      log();
      end();
    }
  }

  private void rule(String type, String name, String what, String protocol) {
    page.line("    <rule>")
        .line("      <type>%s</type>".formatted(type))
        .line("      <descr>%s</descr>".formatted(remark(what)))
        .line("      <interface>%s</interface>".formatted(name))
        .line("      <ipprotocol>%s</ipprotocol>".formatted(protocol));
  }

  private void end() {
    page.line("    </rule>");
  }

  private void log() {
    if (hop.logsDrops()) {
      page.line("      " + flag("log"));
    }
  }

  private static String family(Family family) {
    return switch (family) {
      case IPV4 -> "inet";
      case IPV6 -> "inet6";
    };
  }

  private void source(Need need) {
    page.line("      <source>").line("        " + clients(need)).line("      </source>");
  }

  private void any(String end) {
    page.line("      <%s>".formatted(end))
        .line("        " + flag("any"))
        .line("      </%s>".formatted(end));
  }

  private String clients(Need need) {
    return sets.name(need)
        .map(set -> "<address>%s</address>".formatted(alias(set)))
        .orElseGet(() -> flag("any"));
  }

  private void to(Entry entry) {
    if (entry.address().isEmpty()) {
      self(entry.ports().toString());
      return;
    }
    page.line("      <destination>")
        .line("        <address>%s</address>".formatted(Words.address(entry.address().get())))
        .line("        <port>%s</port>".formatted(entry.ports()))
        .line("      </destination>");
  }

  private void self(String port) {
    page.line("      <destination>")
        .line("        <network>(self)</network>")
        .line("        <port>%s</port>".formatted(port))
        .line("      </destination>");
  }

  /** An element whose presence counts in pfSense, and its value in OPNsense. */
  private String flag(String element) {
    return switch (kind) {
      case PFSENSE -> "<%s></%s>".formatted(element, element);
      case OPNSENSE -> "<%s>1</%s>".formatted(element, element);
    };
  }

  private String remark(String what) {
    return XmlText.quoted(Remark.of(hop, what));
  }

  private static String alias(String set) {
    return "pasvport_" + set.replace('-', '_');
  }
}
