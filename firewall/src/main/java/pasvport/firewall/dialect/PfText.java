package pasvport.firewall.dialect;

import java.net.InetAddress;
import java.util.Optional;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;
import pasvport.site.PortRange;

/**
 * What rules of pf say alike in OpenBSD and FreeBSD (pf.conf(5) of each).
 *
 * <p>All rules that let something through are {@code quick}: without it the last match wins, and
 * that is somebody else's rule.
 */
final class PfText {

  /** Where ftp-proxy(8) listens on loopback, by default. */
  static final int PROXY_PORT = 8021;

  /** Neighbour and router discovery: without them a host has no IPv6 (RFC 4861). */
  private static final String DISCOVERY =
      "pass quick inet6 proto icmp6 all icmp6-type"
          + " { neighbrsol, neighbradv, routersol, routeradv }";

  /** Where the rules that ftp-proxy(8) makes for each transfer are looked up. */
  static final String PROXY_ANCHOR = "anchor \"ftp-proxy/*\"";

  static final Lack PROXY_ON_HOST =
      new Lack(
          Part.HELPER_ON_HOST,
          "the helper of pf is ftp-proxy(8), which stands between client and server",
          "use the profile static on the host");

  private final HopNeeds hop;
  private final ClientSets sets;

  PfText(HopNeeds hop) {
    this.hop = hop;
    sets = ClientSets.of(hop);
  }

  /** A table for each set of client networks. */
  Page tables() {
    var page = new Page().line("# " + Remark.of(hop));
    if (hop.rest() == Rest.DROP) {
      page.line("set skip on lo");
    }
    sets.forEach((name, networks) ->
        page.line(
            "table <%s> const { %s }"
                .formatted(table(name), Words.joined(Words.texts(networks), ", "))));
    return page;
  }

  /** What is dropped: nothing if other rules decide. */
  Page blocks(Page page) {
    if (hop.rest() == Rest.LEAVE) {
      return page;
    }
    page.gap()
        .line("# everything else")
        .line("block in%s all".formatted(log()))
        .line("pass out all")
        .line(DISCOVERY);
    for (var port : hop.keep()) {
      page.line("pass in quick proto tcp to (self) port %d".formatted(port));
    }
    return page;
  }

  /** The server's ports for others than its clients, where other rules would decide. */
  Page strangers(Page page, String on) {
    for (var need : Strangers.of(hop)) {
      page.gap().line("# not for others: " + Remark.of(need));
      for (var entry : Entry.of(hop, need)) {
        page.line(
            "block in%s quick%s %s proto tcp to %s"
                .formatted(log(), on, family(need.family()), to(entry.address(), entry.ports())));
      }
    }
    return page;
  }

  String from(Need need) {
    return sets.name(need).map(name -> "<" + table(name) + ">").orElse("any");
  }

  /** The server that opens active data; on its host, any address of it. */
  static String server(Need need) {
    return need.server().map(Words::address).orElse("(self)");
  }

  static String sourcePort(Need need) {
    return need.sourcePort().map(" port %d"::formatted).orElse("");
  }

  /** {@code 203.0.113.1 port 50000:50100}; without an address, the host itself. */
  static String to(Optional<InetAddress> address, PortRange ports) {
    return "%s port %s"
        .formatted(address.map(Words::address).orElse("(self)"), Words.ports(ports, ":"));
  }

  /** {@code 10.0.0.2 port 60000:*}: a range goes to ports of its own order, first to first. */
  static String target(Translation translation) {
    var address = Words.address(translation.inside());
    var ports = translation.insidePorts();
    return ports.size() == 1
        ? "%s port %d".formatted(address, ports.first())
        : translation.keepsPorts() ? address : "%s port %d:*".formatted(address, ports.first());
  }

  static String family(Family family) {
    return switch (family) {
      case IPV4 -> "inet";
      case IPV6 -> "inet6";
    };
  }

  static String on(Optional<String> name) {
    return name.map(" on "::concat).orElse("");
  }

  /** The firewall's own address towards the server, which a hairpin's clients are given. */
  static String own(String on) {
    return on.isEmpty() ? "(self)" : "(" + on.substring(" on ".length()) + ")";
  }

  /** How ftp-proxy(8) is run for the server, once for each family. */
  static String proxy(InetAddress server, int port) {
    return switch (Family.of(server)) {
      case IPV4 ->
          "ftp-proxy -R %s -P %d -b 127.0.0.1 -p %d"
              .formatted(Words.address(server), port, PROXY_PORT);
      case IPV6 ->
          "ftp-proxy -6 -R %s -P %d -b ::1 -p %d"
              .formatted(Words.address(server), port, PROXY_PORT);
    };
  }

  static String loopback(Family family) {
    return switch (family) {
      case IPV4 -> "127.0.0.1";
      case IPV6 -> "::1";
    };
  }

  private String log() {
    return hop.logsDrops() ? " log" : "";
  }

  private static String table(String set) {
    return "pasvport_" + set.replace('-', '_');
  }
}
