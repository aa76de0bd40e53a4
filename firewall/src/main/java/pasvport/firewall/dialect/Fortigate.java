package pasvport.firewall.dialect;

import static java.util.stream.Collectors.joining;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Rest;
import pasvport.site.Network;

/**
 * FortiGate (FortiOS 6.4 and later, one table of policies for both families): translation is a
 * virtual IP, which a policy has as its destination, with the service as it is behind it; a service
 * says whether the FTP helper reads its connections.
 */
public final class Fortigate implements Dialect {

  /** Names of policies end there (FortiOS CLI reference, firewall policy: name, size 35). */
  private static final int LONGEST_NAME = 35;

  private static final List<Lack> LACKS =
      List.of(Lack.host(), Lack.ipv6Translation("virtual IPs are written for IPv4 here"));

  @Override
  public String name() {
    return "fortigate";
  }

  @Override
  public String title() {
    return "FortiGate (FortiOS)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    var name = Names.hop(this, hop);
    var script = new Script(hop, name, Ends.of(this, hop));
    script.addresses();
    script.services();
    script.virtualAddresses();
    script.pools();
    script.policies();
    for (var policy : script.policyNames) {
      if (policy.length() > LONGEST_NAME) {
        throw new NotExpressibleException(
            this,
            "the hop's name " + name,
            "the name of its policy %s is longer than %d".formatted(policy, LONGEST_NAME),
            "give the hop a shorter name in the site's path");
      }
    }
    var file = script.page.file("pasvport-%s.forti.cfg".formatted(name));
    return new Rules(
        List.of(file),
        List.of(
            "back up: execute backup config tftp before-pasvport.cfg SERVER",
            "take out policies of an earlier run: they have the same names",
            "execute the lines of %s in the CLI".formatted(file.name())),
        notes(hop));
  }

  private static List<String> notes(HopNeeds hop) {
    var notes = new ArrayList<String>();
    notes.add(
        "New policies stand below those that are there: move them above one that denies, with move"
            + " ID before ID in config firewall policy.");
    if (!hop.keep().isEmpty()) {
      notes.add("Access to the firewall itself is allowaccess of its interface, not a policy.");
    }
    if (!hop.hairpin().isEmpty()) {
      notes.add("For clients inside the virtual IPs stand on any interface.");
    }
    if (hop.logsDrops()) {
      notes.add(
          "What a virtual IP's src-filter keeps out ends at the firewall itself, and is logged as"
              + " local traffic; FortiOS has no limit of the rate of a policy's log.");
    }
    return notes;
  }

  private static final class Script {
    private final Page page = new Page();
    private final List<String> policyNames = new ArrayList<>();
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

    void addresses() {
      for (var family : Family.values()) {
        var objects = new ArrayList<Member>();
        names.forEachHost((name, address) -> objects.add(Member.of(name, address)));
        names.forEachClients((name, networks) -> objects.addAll(Member.of(name, networks)));
        for (var index = 0; index < hop.hairpin().size(); index++) {
          objects.add(new Member(inner(index), hop.hairpin().get(index)));
        }
        objects.removeIf(member -> member.family() != family);
        if (!objects.isEmpty()) {
          page.line(
              switch (family) {
                case IPV4 -> "config firewall address";
                case IPV6 -> "config firewall address6";
              });
          for (var member : objects) {
            edit(member.name());
            set("comment", VendorQuotes.quoted(Remark.of(hop)));
            page.line("        " + member.setting());
            next();
          }
          page.line("end");
        }
      }
    }

    void services() {
      page.line("config firewall service custom");
      for (var opening : openings) {
        var need = opening.need();
        edit(opening.name());
        set("comment", VendorQuotes.quoted(Remark.of(hop, need)));
        set("protocol", "TCP/UDP/SCTP");
        set("tcp-portrange", need.ports() + need.sourcePort().map(":%d"::formatted).orElse(""));
        if (need.purpose() == Purpose.CONTROL) {
          set("helper", Helped.is(hop, need) ? "ftp" : "disable");
        }
        next();
      }
      page.line("end");
    }

    void virtualAddresses() {
      if (hop.translations().isEmpty()) {
        return;
      }
      page.line("config firewall vip");
      for (var opening : openings) {
        for (var each : Entry.translated(hop, opening.need())) {
          edit(opening.name());
          set("comment", VendorQuotes.quoted(Remark.of(hop, opening.need())));
          set("extip", Words.address(each.outside()));
          set("extintf", quoted(hop.hairpin().isEmpty() ? ends.outside() : "any"));
          set("mappedip", quoted(Words.address(each.inside())));
          set("portforward", "enable");
          set("protocol", "tcp");
          set("extport", each.outsidePorts().toString());
          set("mappedport", each.insidePorts().toString());
          if (!opening.need().clients().isEmpty()) {
            set("src-filter", filter(opening.need()));
          }
          next();
        }
      }
      page.line("end");
    }

    void pools() {
      if (Departure.of(hop).isEmpty()) {
        return;
      }
      page.line("config firewall ippool");
      Departure.of(hop).stream()
          .map(Departure::outside)
          .distinct()
          .forEach(outside -> {
            edit(names.host(outside) + "-POOL");
            set("type", "overload");
            set("startip", Words.address(outside));
            set("endip", Words.address(outside));
            next();
          });
      page.line("end");
    }

    void policies() {
      page.line("config firewall policy");
      for (var opening : openings) {
        var need = opening.need();
        if (need.purpose().isOutward()) {
          leave(opening);
        } else {
          policy(opening.name(), Remark.of(need), ends.outside(), inside());
          source(need);
          destination(need.family(), target(opening));
          accept(opening.name());
          next();
          for (var index = 0; index < hop.hairpin().size(); index++) {
            hairpin(opening, index);
          }
        }
      }
      for (var opening : openings) {
        if (Strangers.of(hop).contains(opening.need())
            && Entry.translated(hop, opening.need()).isEmpty()) {
          policy(
              opening.name() + "-X",
              "not for others: " + Remark.of(opening.need()),
              ends.outside(),
              inside());
          set(side("srcaddr", opening.need().family()), quoted("all"));
          destination(opening.need().family(), target(opening));
          set("service", quoted(opening.name()));
          deny();
        }
      }
      if (hop.rest() == Rest.DROP) {
        rest();
      }
      page.line("end");
    }

    private void leave(Opening opening) {
      var need = opening.need();
      policy(opening.name(), Remark.of(need), inside(), ends.outside());
      set(side("srcaddr", need.family()), quoted(need.server().map(names::host).orElse("all")));
      set(side("dstaddr", need.family()), clients(need));
      accept(opening.name());
      Departure.of(hop, need)
          .ifPresent(departure -> {
            set("nat", "enable");
            set("ippool", "enable");
            set("poolname", quoted(names.host(departure.outside()) + "-POOL"));
          });
      next();
    }

    private void hairpin(Opening opening, int index) {
      if (Entry.translated(hop, opening.need()).isEmpty()) {
        return;
      }
      policy(
          "%s-H%d".formatted(opening.name(), index + 1),
          "hairpin: " + Remark.of(opening.need()),
          inside(),
          inside());
      set("srcaddr", quoted(inner(index)));
      set("dstaddr", quoted(opening.name()));
      accept(opening.name());
      set("nat", "enable");
      next();
    }

    private void rest() {
      policy(stem + "-REST", "everything else", ends.outside(), "any");
      for (var family : Family.values()) {
        if (hop.has(family)) {
          set(side("srcaddr", family), quoted("all"));
          set(side("dstaddr", family), quoted("all"));
        }
      }
      set("service", quoted("ALL"));
      set("match-vip", "enable");
      deny();
    }

    private void policy(String name, String what, String from, String to) {
      policyNames.add(name);
      page.line("    edit 0");
      set("name", quoted(name));
      set("comments", VendorQuotes.quoted(Remark.of(hop, what)));
      set("srcintf", quoted(from));
      set("dstintf", quoted(to));
    }

    private void source(Need need) {
      set(side("srcaddr", need.family()), clients(need));
    }

    private void destination(Family family, String name) {
      set(side("dstaddr", family), quoted(name));
    }

    private void accept(String service) {
      set("action", "accept");
      set("schedule", quoted("always"));
      set("service", quoted(service));
    }

    private void deny() {
      set("action", "deny");
      set("schedule", quoted("always"));
      if (hop.logsDrops()) {
        set("logtraffic", "all");
      }
      next();
    }

    /** The virtual IP where there is one, else the server. */
    private String target(Opening opening) {
      return Entry.translated(hop, opening.need()).isEmpty()
          ? opening.need().server().map(names::host).orElse("all")
          : opening.name();
    }

    private String clients(Need need) {
      return names
          .clients(need)
          .map(set ->
              Member.of(set, need.clients()).stream()
                  .map(member -> quoted(member.name()))
                  .collect(joining(" ")))
          .orElse(quoted("all"));
    }

    private String filter(Need need) {
      return Stream.concat(need.clients().stream(), hop.hairpin().stream())
          .map(network -> quoted(network.toString()))
          .collect(joining(" "));
    }

    private void edit(String name) {
      page.line("    edit " + quoted(name));
    }

    private void next() {
      page.line("    next");
    }

    private void set(String key, String value) {
      page.line("        set %s %s".formatted(key, value));
    }

    private String inside() {
      return ends.inside().orElse(ends.outside());
    }

    private String inner(int index) {
      return "%s-INSIDE-%d".formatted(stem, index + 1);
    }

    private static String side(String key, Family family) {
      return switch (family) {
        case IPV4 -> key;
        case IPV6 -> key + "6";
      };
    }

    private static String quoted(String name) {
      return VendorQuotes.quoted(name);
    }
  }

  /** An address object. */
  private record Member(String name, Network network) {
    static Member of(String name, InetAddress address) {
      return new Member(name, Words.network(address));
    }

    static List<Member> of(String set, List<Network> networks) {
      return IntStream.range(0, networks.size())
          .mapToObj(index -> new Member("%s-%d".formatted(set, index + 1), networks.get(index)))
          .toList();
    }

    Family family() {
      return Family.of(network.address());
    }

    String setting() {
      return switch (family()) {
        case IPV4 ->
            "set subnet %s %s".formatted(Words.address(network.address()), Words.mask(network));
        case IPV6 -> "set ip6 " + network;
      };
    }
  }
}
