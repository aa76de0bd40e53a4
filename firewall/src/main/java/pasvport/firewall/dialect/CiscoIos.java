package pasvport.firewall.dialect;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;
import pasvport.site.Network;

/**
 * Cisco IOS: an access list for the outside interface, static translation of each port, CBAC as the
 * helper.
 *
 * <p>What comes in from outside meets the access list before it is translated, so the list has the
 * outside address.
 */
public final class CiscoIos implements Dialect {

  private static final List<Lack> LACKS =
      List.of(
          Lack.host(),
          Lack.ipv6Translation("IOS translates ports of IPv4 only"),
          Lack.helperPort("CBAC looks for FTP at port 21"),
          Lack.activeFromAnyPort(),
          new Lack(
              Part.HELPER_OVER_IPV6,
              "CBAC inspects IPv4",
              "use the profile static or gateway, or leave IPv6 to another hop"),
          new Lack(
              Part.HAIRPIN,
              "translation goes between an inside and an outside interface, not back into the same",
              "let clients inside use the server's own address, or use pf or nftables"));

  /**
   * A line of configuration for each translated port: more of them than this are neither read nor
   * kept in step by people, and a smaller range serves.
   */
  private static final int MOST_PORTS = 256;

  /** Milliseconds between two packets that are logged: five a second. */
  private static final int LOG_INTERVAL = 200;

  @Override
  public String name() {
    return "cisco-ios";
  }

  @Override
  public String title() {
    return "Cisco IOS";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    var ports = hop.translations().stream().mapToInt(each -> each.insidePorts().size()).sum();
    if (ports > MOST_PORTS) {
      throw new NotExpressibleException(
          this,
          "translation of %d ports".formatted(ports),
          "static translation has no ranges, and more than %d lines are too many"
              .formatted(MOST_PORTS),
          "use a smaller range, as the profile gateway does; or translate the whole address by hand"
              + " and say no outside-addresses here");
    }
    var name = Names.hop(this, hop);
    var script = new Script(hop, Opening.stem(name), Ends.of(this, hop));
    for (var family : List.of(Family.IPV4, Family.IPV6)) {
      if (hop.has(family)) {
        script.accessList(family);
      }
    }
    hop.translations().forEach(script::translation);
    Departure.of(hop).forEach(script::departure);
    script.interfaces();
    var file = script.page.file("pasvport-%s.ios.cfg".formatted(name));
    return new Rules(
        List.of(file),
        List.of(
            "copy running-config flash:before-pasvport.cfg",
            "copy %s running-config".formatted(file.name()),
            "to go back: configure replace flash:before-pasvport.cfg"),
        notes(hop, script));
  }

  private static List<String> notes(HopNeeds hop, Script script) {
    var notes = new ArrayList<String>();
    if (hop.rest() == Rest.LEAVE) {
      notes.add(
          "An interface has one access list inwards: put the lines above the others of the list that"
              + " is there, or bind this one (ip access-group %s in) with 'permit ip any any' as its"
                  .formatted(script.list(Family.IPV4))
              + " last line.");
    }
    if (!hop.keep().isEmpty()) {
      notes.add(
          "IOS has no word for its own addresses: the ports to keep are open to what is behind the"
              + " router too; name its address in those lines.");
    }
    if (hop.rest() == Rest.DROP) {
      notes.add("While its list is replaced, an interface lets everything in for a moment.");
    }
    if (!hop.outward().isEmpty()) {
      notes.add(
          "'established' looks at the packet alone: any with ACK from the clients passes to port 20.");
    }
    if (!hop.translations().isEmpty()) {
      notes.add(
          "%s needs 'ip nat outside', %s 'ip nat inside'."
              .formatted(script.ends.outside(), script.ends.inside().orElse("")));
    }
    return notes;
  }

  private static final class Script {
    private final Page page = new Page();
    private final HopNeeds hop;
    private final String stem;
    private final Ends ends;

    Script(HopNeeds hop, String stem, Ends ends) {
      this.hop = hop;
      this.stem = stem;
      this.ends = ends;
      page.line("! " + Remark.of(hop));
      if (hop.logsDrops()) {
        page.line("ip access-list logging interval %d".formatted(LOG_INTERVAL));
      }
    }

    void accessList(Family family) {
      var head =
          switch (family) {
            case IPV4 -> "ip access-list extended " + list(family);
            case IPV6 -> "ipv6 access-list " + list(family);
          };
      page.line("no " + head).line(head);
      for (var need : hop.needs(family)) {
        remark(Remark.of(need));
        for (var client : clients(need)) {
          if (need.purpose().isOutward()) {
            replies(need, client);
          } else {
            enter(need, client);
          }
        }
      }
      for (var need : Strangers.of(hop)) {
        if (need.family() == family) {
          remark("not for others: " + Remark.of(need));
          Entry.of(hop, need)
              .forEach(entry -> page.line(" deny tcp any %s%s".formatted(to(entry), log())));
        }
      }
      if (hop.rest() == Rest.DROP) {
        rest(family);
      }
    }

    void translation(Translation translation) {
      page.line("! translated: " + VendorQuotes.plain(translation.purpose().text()));
      IntStream.range(0, translation.insidePorts().size())
          .forEach(index ->
              staticPort(
                  translation.inside(),
                  translation.insidePorts().first() + index,
                  translation.outside(),
                  translation.outsidePorts().first() + index));
    }

    /** Active data leaves from the outside address and keeps its source port. */
    void departure(Departure departure) {
      page.line("! translated: " + VendorQuotes.plain(Remark.of(departure.need())));
      departure
          .need()
          .sourcePort()
          .ifPresent(port -> staticPort(departure.server(), port, departure.outside(), port));
    }

    void interfaces() {
      if (hop.usesHelper()) {
        page.line("ip inspect name %s ftp".formatted(stem));
      }
      if (hop.usesHelper() || hop.rest() == Rest.DROP) {
        page.line("interface " + ends.outside());
        if (hop.usesHelper()) {
          page.line(" ip inspect %s in".formatted(stem));
        }
        if (hop.rest() == Rest.DROP) {
          page.line(" ip access-group %s in".formatted(list(Family.IPV4)));
          if (hop.has(Family.IPV6)) {
            page.line(" ipv6 traffic-filter %s in".formatted(list(Family.IPV6)));
          }
        }
      }
    }

    String list(Family family) {
      return switch (family) {
        case IPV4 -> stem + "-IN";
        case IPV6 -> stem + "-IN6";
      };
    }

    private void enter(Need need, String client) {
      for (var entry : Entry.of(hop, need)) {
        page.line(" permit tcp %s %s".formatted(client, to(entry)));
      }
    }

    private void replies(Need need, String client) {
      page.line(
          " permit tcp %s range %d %d %s%s established"
              .formatted(
                  client,
                  need.ports().first(),
                  need.ports().last(),
                  Departure.source(hop, need).map(Script::host).orElse("any"),
                  need.sourcePort().map(" eq %d"::formatted).orElse("")));
    }

    private void rest(Family family) {
      for (var port : hop.keep()) {
        remark("keep");
        page.line(" permit tcp any any eq %d".formatted(port));
      }
      remark("everything else");
      switch (family) {
        case IPV4 -> page.line(" deny ip any any" + log());
        case IPV6 ->
            page.line(" permit icmp any any nd-na")
                .line(" permit icmp any any nd-ns")
                .line(" deny ipv6 any any" + log());
      }
    }

    /** The helper must not rewrite what a server of the profile static announces by itself. */
    private void staticPort(InetAddress inside, int insidePort, InetAddress outside, int port) {
      page.line(
          "ip nat inside source static tcp %s %d %s %d extendable%s"
              .formatted(
                  Words.address(inside),
                  insidePort,
                  Words.address(outside),
                  port,
                  hop.usesHelper() ? "" : " no-payload"));
    }

    private void remark(String text) {
      page.line(" remark " + CiscoWords.remark(text));
    }

    private String log() {
      return hop.logsDrops() ? " log" : "";
    }

    private static List<String> clients(Need need) {
      return need.clients().isEmpty()
          ? List.of("any")
          : need.clients().stream().map(Script::network).toList();
    }

    private static String network(Network network) {
      return switch (Family.of(network.address())) {
        case IPV4 -> "%s %s".formatted(Words.address(network.address()), Words.wildcard(network));
        case IPV6 -> network.toString();
      };
    }

    private static String to(Entry entry) {
      return entry.address().map(Script::host).orElse("any")
          + " "
          + CiscoWords.ports(entry.ports());
    }

    private static String host(InetAddress address) {
      return "host " + Words.address(address);
    }
  }
}
