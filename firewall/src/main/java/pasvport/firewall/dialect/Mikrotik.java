package pasvport.firewall.dialect;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;

/**
 * MikroTik RouterOS 7: a chain of our own, to which the router's chains jump, and rules of NAT; all
 * are found again by their comment.
 *
 * <p>Filter rules see destinations after translation; others than clients are not translated and
 * end at the router, so the chain is entered from {@code input} too.
 */
public final class Mikrotik implements Dialect {

  private static final List<Lack> LACKS =
      List.of(
          Lack.ipv6Translation("RouterOS before 7.1 has no translation of IPv6"),
          Lack.shiftedRange("to-ports is a pool of ports, in which each may become any"));

  /** A bound for the log of drops: five packets a second, ten at once. */
  private static final String LOG_LIMIT = "limit=5,10:packet";

  @Override
  public String name() {
    return "mikrotik";
  }

  @Override
  public String title() {
    return "MikroTik RouterOS";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    var name = Names.hop(this, hop);
    var script = new Script(hop, "pasvport-" + name, Ends.of(this, hop));
    for (var family : List.of(Family.IPV4, Family.IPV6)) {
      if (hop.has(family)) {
        script.lists(family);
        script.translations(family);
        script.filter(family);
      }
    }
    script.helper();
    var file = script.page.file("pasvport-%s.rsc".formatted(name));
    return new Rules(
        List.of(file),
        List.of(
            "take Safe Mode (Ctrl-X in the terminal), so that a lost session undoes it",
            "/import file-name=" + file.name()),
        notes(hop));
  }

  private static List<String> notes(HopNeeds hop) {
    var notes = new ArrayList<String>();
    notes.add(
        "The jumps stand at the end of their chains: move them above rules that drop, with"
            + " /ip firewall filter move.");
    notes.add(
        "The helper is one switch for the whole router: it is %s."
            .formatted(hop.usesHelper() ? "on" : "off"));
    if (hop.rest() == Rest.DROP) {
      notes.add("What does not come in from outside is left to the router's other rules.");
    }
    if (hop.usesHelper() && hop.has(Family.IPV6)) {
      notes.add("RouterOS does not say whether its helper reads FTP over IPv6: test it.");
    }
    return notes;
  }

  private static final class Script {
    private final Page page = new Page();
    private final HopNeeds hop;
    private final String chain;
    private final Ends ends;
    private final ClientSets sets;

    Script(HopNeeds hop, String chain, Ends ends) {
      this.hop = hop;
      this.chain = chain;
      this.ends = ends;
      sets = ClientSets.of(hop);
      page.line("# " + Remark.of(hop));
    }

    void lists(Family family) {
      section(family, "address-list");
      sets.forEach((set, networks) ->
          networks.stream()
              .filter(network -> Family.of(network.address()) == family)
              .forEach(network ->
                  page.line(
                      "add list=%s address=%s comment=%s"
                          .formatted(list(set), network, remark("clients")))));
    }

    void translations(Family family) {
      if (hop.place() == Place.HOST || hop.translations().isEmpty() || family == Family.IPV6) {
        return;
      }
      section(family, "nat");
      for (var need : hop.needs(family)) {
        for (var each : Entry.translated(hop, need)) {
          page.line(
              "add chain=dstnat action=dst-nat protocol=tcp%s dst-address=%s dst-port=%s to-addresses=%s%s comment=%s"
                  .formatted(
                      clients("src", need),
                      Words.address(each.outside()),
                      each.outsidePorts(),
                      Words.address(each.inside()),
                      each.insidePorts().size() == 1 ? " to-ports=" + each.insidePorts() : "",
                      remark(Remark.of(need))));
        }
      }
      for (var departure : Departure.of(hop)) {
        var need = departure.need();
        page.line(
            "add chain=srcnat action=src-nat protocol=tcp%s%s%s out-interface=%s to-addresses=%s comment=%s"
                .formatted(
                    server("src", need),
                    sourcePort(need),
                    clients("dst", need),
                    ends.outside(),
                    Words.address(departure.outside()),
                    remark(Remark.of(need))));
      }
      for (var hairpin : Hairpin.of(hop)) {
        var each = hairpin.translation();
        page.line(
                "add chain=dstnat action=dst-nat protocol=tcp src-address=%s dst-address=%s dst-port=%s to-addresses=%s%s comment=%s"
                    .formatted(
                        hairpin.network(),
                        Words.address(each.outside()),
                        each.outsidePorts(),
                        Words.address(each.inside()),
                        each.insidePorts().size() == 1 ? " to-ports=" + each.insidePorts() : "",
                        remark(hairpin.remark())))
            .line(
                "add chain=srcnat action=masquerade protocol=tcp src-address=%s dst-address=%s dst-port=%s out-interface=%s comment=%s"
                    .formatted(
                        hairpin.network(),
                        Words.address(each.inside()),
                        each.insidePorts(),
                        ends.inside().orElse(ends.outside()),
                        remark(hairpin.remark())));
      }
    }

    void filter(Family family) {
      section(family, "filter");
      add("action=accept connection-state=established", "replies");
      if (hop.usesHelper()) {
        add(
            "action=accept protocol=tcp connection-state=related connection-type=ftp dst-port=1024-65535",
            "data that the helper announced");
      }
      for (var need : hop.needs(family)) {
        if (need.purpose().isOutward()) {
          add(
              "action=accept protocol=tcp%s%s%s dst-port=%s connection-state=new"
                  .formatted(
                      server("src", need), sourcePort(need), clients("dst", need), need.ports()),
              Remark.of(need));
        } else {
          add(
              "action=accept protocol=tcp%s%s dst-port=%s connection-state=new%s"
                  .formatted(
                      clients("src", need),
                      server("dst", need),
                      need.ports(),
                      Entry.translated(hop, need).isEmpty() ? "" : " connection-nat-state=dstnat"),
              Remark.of(need));
        }
      }
      for (var hairpin : Hairpin.of(hop)) {
        if (hairpin.family() == family) {
          add(
              "action=accept protocol=tcp src-address=%s dst-address=%s dst-port=%s connection-state=new"
                  .formatted(
                      hairpin.network(),
                      Words.address(hairpin.translation().inside()),
                      hairpin.translation().insidePorts()),
              hairpin.remark());
        }
      }
      drops(family);
      for (var port : hop.keep()) {
        page.line(
            "add chain=input action=accept protocol=tcp dst-port=%d comment=%s"
                .formatted(port, remark("keep")));
      }
      for (var from : entered()) {
        page.line(
            "add chain=%s action=jump jump-target=%s comment=%s"
                .formatted(from, chain, remark("entered here")));
      }
    }

    /** What the host itself sends is only entered where connections out are to be let through. */
    private List<String> entered() {
      return switch (hop.place()) {
        case FORWARDING -> List.of("forward", "input");
        case HOST -> hop.outward().isEmpty() ? List.of("input") : List.of("input", "output");
      };
    }

    void helper() {
      page.line(
          hop.usesHelper()
              ? "/ip firewall service-port set ftp disabled=no ports=%s"
                  .formatted(
                      Words.joined(hop.helperPorts().stream().map(String::valueOf).toList(), ","))
              : "/ip firewall service-port set ftp disabled=yes");
    }

    private void drops(Family family) {
      for (var need : Strangers.of(hop)) {
        if (need.family() == family) {
          for (var entry : Entry.of(hop, need)) {
            drop(
                "protocol=tcp%s dst-port=%s connection-state=new"
                    .formatted(
                        entry
                            .address()
                            .map(address -> " dst-address=" + single(address))
                            .orElse(""),
                        entry.ports()),
                "not for others: " + Remark.of(need));
          }
        }
      }
      if (hop.rest() == Rest.DROP) {
        switch (family) {
          case IPV4 -> add("action=accept protocol=icmp connection-state=related", "errors");
          case IPV6 -> add("action=accept protocol=icmpv6", "errors and neighbour discovery");
        }
        drop("in-interface=" + ends.outside(), "everything else");
      }
    }

    private void drop(String match, String what) {
      if (hop.logsDrops()) {
        add("action=log %s %s log-prefix=\"pasvport-drop\"".formatted(match, LOG_LIMIT), what);
      }
      add("action=drop " + match, what);
    }

    private void add(String rule, String what) {
      page.line("add chain=%s %s comment=%s".formatted(chain, rule, remark(what)));
    }

    private void section(Family family, String part) {
      page.line(
              switch (family) {
                case IPV4 -> "/ip firewall " + part;
                case IPV6 -> "/ipv6 firewall " + part;
              })
          .line("remove [find comment~\"^pasvport %s:\"]".formatted(hop.name()));
    }

    private String clients(String end, Need need) {
      return sets.name(need).map(set -> " %s-address-list=%s".formatted(end, list(set))).orElse("");
    }

    private static String server(String end, Need need) {
      return need.server()
          .map(address -> " %s-address=%s".formatted(end, single(address)))
          .orElse("");
    }

    private static String sourcePort(Need need) {
      return need.sourcePort().map(" src-port=%d"::formatted).orElse("");
    }

    /** RouterOS writes one IPv6 address as a network. */
    private static String single(InetAddress address) {
      return switch (Family.of(address)) {
        case IPV4 -> Words.address(address);
        case IPV6 -> Words.single(address);
      };
    }

    private String list(String set) {
      return chain + "-" + set;
    }

    private String remark(String what) {
      return RouterOsQuotes.quoted(Remark.of(hop, what));
    }
  }
}
