package pasvport.firewall.dialect;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;
import pasvport.site.Network;

/**
 * Cisco ASA 9: access lists have the server's real address, since 8.3; one port is translated in an
 * object, a range by a rule of its own in which the server is the source (twice NAT).
 */
public final class CiscoAsa implements Dialect {

  private static final List<Lack> LACKS =
      List.of(
          Lack.host(),
          Lack.ipv6Translation("its translation is written for IPv4 here"),
          Lack.shiftedRange("twice NAT promises no order between two ranges of ports"),
          Lack.helperPort("the default inspection looks for FTP at port 21"));

  @Override
  public String name() {
    return "cisco-asa";
  }

  @Override
  public String title() {
    return "Cisco ASA";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    var name = Names.hop(this, hop);
    var script = new Script(hop, name, Ends.of(this, hop));
    script.objects();
    script.translations();
    script.accessLists();
    script.inspection();
    var file = script.page.file("pasvport-%s.asa.cfg".formatted(name));
    return new Rules(
        List.of(file),
        List.of(
            "copy running-config disk0:/before-pasvport.cfg",
            "copy %s running-config".formatted(file.name())),
        notes(hop, script));
  }

  private static List<String> notes(HopNeeds hop, Script script) {
    var notes = new ArrayList<String>();
    if (hop.rest() == Rest.LEAVE) {
      notes.add(
          "An interface has one access list inwards: put the lines of %s above the others of the list on %s, or bind it with access-group."
              .formatted(script.in(), script.ends.outside()));
      if (!hop.outward().isEmpty()) {
        notes.add(
            "%s is needed only if %s has an access list: without one, what goes to a lower security level passes."
                .formatted(script.out(), script.ends.inside().orElse("")));
      }
    }
    if (!hop.translations().isEmpty()) {
      notes.add(
          "Where an outside address is the interface's own, write interface in the place of its"
              + " object.");
    }
    notes.add(
        "Inspection of FTP is set for all connections to port 21: it is %s."
            .formatted(hop.usesHelper() ? "on" : "off"));
    if (!hop.keep().isEmpty()) {
      notes.add("Access to the firewall itself is set by ssh and http, not by these lists.");
    }
    if (hop.logsDrops()) {
      notes.add(
          "ASA logs a denied flow once in 300 seconds, unless the line says another interval.");
    }
    return notes;
  }

  private static final class Script {
    private final Page page = new Page();
    private final HopNeeds hop;
    private final String stem;
    private final Ends ends;
    private final ObjectNames names;

    Script(HopNeeds hop, String name, Ends ends) {
      this.hop = hop;
      this.ends = ends;
      stem = Opening.stem(name);
      names = ObjectNames.of(name, hop);
      page.line("! " + Remark.of(hop));
    }

    void objects() {
      names.forEachClients((name, networks) -> {
        page.line("object-group network " + name);
        networks.forEach(network -> page.line(" network-object " + network(network)));
      });
      names.forEachHost((name, address) ->
          page.line("object network " + name).line(" host " + Words.address(address)));
      for (var index = 0; index < hop.hairpin().size(); index++) {
        page.line("object network " + inner(index))
            .line(" subnet " + network(hop.hairpin().get(index)));
      }
    }

    void translations() {
      for (var index = 0; index < hop.translations().size(); index++) {
        var each = hop.translations().get(index);
        var name = "%s-NAT-%d".formatted(stem, index + 1);
        if (each.insidePorts().size() == 1) {
          port(
              name,
              each.purpose().text(),
              each.inside(),
              each.outside(),
              "%d %d".formatted(each.insidePorts().first(), each.outsidePorts().first()));
        } else {
          page.line("object service " + name)
              .line(" service tcp source " + CiscoWords.ports(each.insidePorts()))
              .line(
                  "nat (%s,%s) source static %s %s service %s %s description %s"
                      .formatted(
                          inside(),
                          ends.outside(),
                          names.host(each.inside()),
                          names.host(each.outside()),
                          name,
                          name,
                          VendorQuotes.plain(Remark.of(hop, each.purpose().text()))));
        }
        hairpin(each, name + "-HAIRPIN");
      }
      if (!hop.hairpin().isEmpty()) {
        page.line("same-security-traffic permit intra-interface");
      }
      for (var departure : Departure.of(hop)) {
        departure
            .need()
            .sourcePort()
            .ifPresent(source ->
                port(
                    stem + "-ACTIVE",
                    Remark.of(departure.need()),
                    departure.server(),
                    departure.outside(),
                    "%d %d".formatted(source, source)));
      }
    }

    void accessLists() {
      for (var need : hop.needs()) {
        var list = need.purpose().isOutward() ? out() : in();
        var clients =
            names.clients(need).map("object-group "::concat).orElseGet(() -> any(need.family()));
        remark(list, Remark.of(need));
        entry(
            list,
            need.purpose().isOutward()
                ? "permit tcp %s%s %s %s"
                    .formatted(
                        server(need),
                        need.sourcePort().map(" eq %d"::formatted).orElse(""),
                        clients,
                        CiscoWords.ports(need.ports()))
                : "permit tcp %s %s %s"
                    .formatted(clients, server(need), CiscoWords.ports(need.ports())));
      }
      for (var hairpin : Hairpin.of(hop)) {
        remark(out(), hairpin.remark());
        entry(
            out(),
            "permit tcp object %s object %s %s"
                .formatted(
                    inner(hop.hairpin().indexOf(hairpin.network())),
                    names.host(hairpin.translation().inside()),
                    CiscoWords.ports(hairpin.translation().insidePorts())));
      }
      for (var need : Strangers.of(hop)) {
        remark(in(), "not for others: " + Remark.of(need));
        entry(
            in(),
            "deny tcp any %s %s%s".formatted(server(need), CiscoWords.ports(need.ports()), log()));
      }
      if (hop.rest() == Rest.DROP) {
        rest();
      }
    }

    void inspection() {
      page.line("policy-map global_policy")
          .line(" class inspection_default")
          .line(hop.usesHelper() ? "  inspect ftp" : "  no inspect ftp");
    }

    String in() {
      return stem + "-IN";
    }

    String out() {
      return stem + "-OUT";
    }

    private void rest() {
      remark(in(), "everything else");
      entry(in(), "deny ip any any" + log());
      page.line("access-group %s in interface %s".formatted(in(), ends.outside()));
      if (!hop.outward().isEmpty() || !hop.hairpin().isEmpty()) {
        remark(out(), "everything else");
        entry(out(), "deny ip any any" + log());
        page.line("access-group %s in interface %s".formatted(out(), inside()));
      }
    }

    /** One port, in an object of its own: an object has one translation. */
    private void port(
        String name, String what, InetAddress inside, InetAddress outside, String ports) {
      page.line("object network " + name)
          .line(" description " + VendorQuotes.plain(Remark.of(hop, what)))
          .line(" host " + Words.address(inside))
          .line(
              " nat (%s,%s) static %s service tcp %s"
                  .formatted(inside(), ends.outside(), names.host(outside), ports));
    }

    private void hairpin(Translation each, String name) {
      for (var index = 0; index < hop.hairpin().size(); index++) {
        if (Family.of(hop.hairpin().get(index).address()) == each.family()) {
          page.line("object service %s-TO".formatted(name))
              .line(" service tcp destination " + CiscoWords.ports(each.insidePorts()))
              .line("object service %s-FROM".formatted(name))
              .line(" service tcp destination " + CiscoWords.ports(each.outsidePorts()))
              .line(
                  "nat (%s,%s) source dynamic %s interface destination static %s %s service %s-FROM %s-TO description %s"
                      .formatted(
                          inside(),
                          inside(),
                          inner(index),
                          names.host(each.outside()),
                          names.host(each.inside()),
                          name,
                          name,
                          VendorQuotes.plain(Remark.of(hop, "hairpin: " + each.purpose().text()))));
        }
      }
    }

    private void remark(String list, String text) {
      page.line("access-list %s remark %s".formatted(list, CiscoWords.remark(text)));
    }

    private void entry(String list, String entry) {
      page.line("access-list %s extended %s".formatted(list, entry));
    }

    private String server(Need need) {
      return need.server()
          .map(address -> "object " + names.host(address))
          .orElseGet(() -> any(need.family()));
    }

    private String inside() {
      return ends.inside().orElse(ends.outside());
    }

    private String inner(int index) {
      return "%s-INSIDE-%d".formatted(stem, index + 1);
    }

    private String log() {
      return hop.logsDrops() ? " log" : "";
    }

    private static String any(Family family) {
      return switch (family) {
        case IPV4 -> "any4";
        case IPV6 -> "any6";
      };
    }

    private static String network(Network network) {
      return switch (Family.of(network.address())) {
        case IPV4 -> "%s %s".formatted(Words.address(network.address()), Words.mask(network));
        case IPV6 -> network.toString();
      };
    }
  }
}
