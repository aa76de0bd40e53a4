package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Rest;
import pasvport.site.Network;

/**
 * OpenWrt's firewall4: sections of /etc/config/firewall (openwrt/firewall4, fw4.uc, parse_redirect
 * and parse_rule).
 *
 * <p>What a redirect translates is let through by the zone without another rule, so the clients'
 * networks stand in the redirect itself, one a redirect.
 */
public final class Openwrt implements Dialect {

  private static final List<Lack> LACKS =
      List.of(
          Lack.shiftedRange(
              "firewall4 makes a pool of the ports of a redirect, in which each may become any"));

  /** A bound for the log of drops, as firewall4 writes rates. */
  private static final String LOG_LIMIT = "5/second";

  @Override
  public String name() {
    return "openwrt";
  }

  @Override
  public String title() {
    return "OpenWrt (firewall4, UCI)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    var name = Names.hop(this, hop);
    var ends = Ends.of(this, hop);
    var page = new Page().line("# " + Remark.of(hop));
    var sections = new Sections(page, hop, ends);
    for (var need : hop.inward()) {
      var translated = Entry.translated(hop, need);
      if (translated.isEmpty()) {
        sections.rule(need);
      }
      for (var each : translated) {
        for (var client : sources(need)) {
          sections.start("redirect", Remark.of(hop, need));
          sections.option("src", ends.outside());
          ends.inside().ifPresent(zone -> sections.option("dest", zone));
          sections.option("family", family(need.family()));
          sections.option("proto", "tcp");
          client.ifPresent(network -> sections.option("src_ip", network.toString()));
          sections.option("src_dip", Words.address(each.outside()));
          sections.option("src_dport", each.outsidePorts().toString());
          sections.option("dest_ip", Words.address(each.inside()));
          if (!each.keepsPorts() || each.insidePorts().size() == 1) {
            sections.option("dest_port", each.insidePorts().toString());
          }
          sections.option("target", "DNAT");
          sections.option("reflection", hop.hairpin().isEmpty() ? "0" : "1");
        }
      }
    }
    for (var need : hop.outward()) {
      sections.departure(need);
    }
    for (var need : Helped.of(hop)) {
      sections.helper(need);
    }
    for (var need : Strangers.of(hop)) {
      sections.stranger(need);
    }
    for (var port : hop.keep()) {
      sections.keep(port);
    }
    var file = page.file("pasvport-%s.uci".formatted(name));
    return new Rules(
        List.of(file),
        List.of(
            "in /etc/config/firewall replace the sections named pasvport_%s_… by those of %s"
                .formatted(name.replace('-', '_'), file.name()),
            "fw4 check",
            "/etc/init.d/firewall reload"),
        notes(hop, ends.outside()));
  }

  private static List<String> notes(HopNeeds hop, String outside) {
    var notes = new ArrayList<String>();
    if (hop.rest() == Rest.DROP) {
      notes.add(
          "Everything else is the zone's own policy: input and forward of %s must be REJECT or DROP."
              .formatted(outside));
    }
    if (hop.rest() == Rest.DROP && hop.logsDrops()) {
      notes.add(
          "What a zone drops is logged with log '1' and log_limit '%s' in its section."
              .formatted(LOG_LIMIT));
    }
    if (hop.usesHelper()) {
      notes.add(
          "The package kmod-nf-nathelper must be installed: without the module firewall4 leaves the"
              + " helper out with a warning.");
      notes.add(
          "firewall4 lets all RELATED connections through, those of other helpers too: see that no"
              + " other is loaded.");
    }
    if (!hop.hairpin().isEmpty()) {
      notes.add(
          "Reflection serves all networks of the zone inside, and only if the zone outside has masq.");
    }
    return notes;
  }

  private static List<Optional<Network>> sources(Need need) {
    return need.clients().isEmpty()
        ? List.of(Optional.empty())
        : need.clients().stream().map(Optional::of).toList();
  }

  private static String family(Family family) {
    return switch (family) {
      case IPV4 -> "ipv4";
      case IPV6 -> "ipv6";
    };
  }

  /** Sections under names of their own, so that a later text replaces an earlier one. */
  private static final class Sections {
    private final Page page;
    private final HopNeeds hop;
    private final Ends ends;
    private int count;

    Sections(Page page, HopNeeds hop, Ends ends) {
      this.page = page;
      this.hop = hop;
      this.ends = ends;
    }

    void start(String kind, String remark) {
      count++;
      page.gap()
          .line("config %s 'pasvport_%s_%d'".formatted(kind, hop.name().replace('-', '_'), count));
      option("name", remark);
    }

    void option(String key, String value) {
      page.line("\toption %s %s".formatted(key, UciQuotes.quoted(value)));
    }

    void list(String key, List<Network> networks) {
      networks.forEach(network ->
          page.line("\tlist %s %s".formatted(key, UciQuotes.quoted(network.toString()))));
    }

    void rule(Need need) {
      start("rule", Remark.of(hop, need));
      option("src", ends.outside());
      ends.inside().ifPresent(zone -> option("dest", zone));
      flow(need.family());
      server(need).ifPresent(address -> option("dest_ip", address));
      option("dest_port", need.ports().toString());
      list("src_ip", need.clients());
      option("target", "ACCEPT");
    }

    /** Others are not translated: what they send to an outside address ends at this hop. */
    void stranger(Need need) {
      var passes = Entry.translated(hop, need).isEmpty();
      for (var entry : Entry.of(hop, need)) {
        start("rule", Remark.of(hop, "not for others: " + Remark.of(need)));
        option("src", ends.outside());
        if (passes) {
          ends.inside().ifPresent(zone -> option("dest", zone));
        }
        flow(need.family());
        entry.address().ifPresent(address -> option("dest_ip", Words.address(address)));
        option("dest_port", entry.ports().toString());
        drop();
      }
    }

    private void drop() {
      if (hop.logsDrops()) {
        option("log", "pasvport-drop: ");
        option("log_limit", LOG_LIMIT);
      }
      option("target", "DROP");
    }

    void departure(Need need) {
      start("rule", Remark.of(hop, need));
      ends.inside().ifPresent(zone -> option("src", zone));
      option("dest", ends.outside());
      flow(need.family());
      server(need).ifPresent(address -> option("src_ip", address));
      need.sourcePort().ifPresent(port -> option("src_port", port.toString()));
      list("dest_ip", need.clients());
      option("dest_port", need.ports().toString());
      option("target", "ACCEPT");
      Departure.of(hop, need).ifPresent(this::source);
    }

    /** The chain of helpers sees the server's own address and port. */
    void helper(Need need) {
      start("rule", Remark.of(hop, "helper for " + Remark.of(need)));
      option("src", ends.outside());
      flow(need.family());
      list("src_ip", need.clients());
      server(need).ifPresent(address -> option("dest_ip", address));
      option("dest_port", need.ports().toString());
      option("target", "HELPER");
      option("set_helper", "ftp");
    }

    void keep(int port) {
      start("rule", Remark.of(hop, "keep"));
      option("src", ends.outside());
      option("proto", "tcp");
      option("dest_port", Integer.toString(port));
      option("target", "ACCEPT");
    }

    private void source(Departure departure) {
      var need = departure.need();
      start("redirect", Remark.of(hop, "source of " + Remark.of(need)));
      option("dest", ends.outside());
      flow(need.family());
      option("src_ip", Words.address(departure.server()));
      option("src_dip", Words.address(departure.outside()));
      option("target", "SNAT");
    }

    private void flow(Family family) {
      option("family", family(family));
      option("proto", "tcp");
    }

    private static Optional<String> server(Need need) {
      return need.server().map(Words::address);
    }
  }
}
