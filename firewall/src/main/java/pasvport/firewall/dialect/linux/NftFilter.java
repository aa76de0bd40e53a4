package pasvport.firewall.dialect.linux;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Rest;
import pasvport.site.HostText;

/**
 * The rules of nft(8) that let through and drop.
 *
 * <p>An accept ends this table's chain alone, and a chain of another table may still drop. So what
 * is accepted is marked, for that chain to accept it too ({@link Nftables#admission}). Data
 * connections that the helper announces have the mark from their control connection.
 */
final class NftFilter {

  /** Where what is dropped goes. */
  static final String CLOSED = "closed";

  private static final String CLOSE = "goto " + CLOSED;

  /** Below it no data connection goes: a helper may be talked into any port. */
  private static final String DATA_PORTS = "tcp dport 1024-65535";

  private static final String BY_HELPER = "ct state related ct helper \"ftp\"";

  private static final String ESTABLISHED =
      "ct state vmap { invalid : drop, established : accept }";

  private final HopNeeds hop;
  private final NftSets sets;
  private final List<Opening> openings;

  NftFilter(HopNeeds hop, NftSets sets) {
    this.hop = hop;
    this.sets = sets;
    this.openings = Opening.of(hop);
  }

  /** Sets the helper; after destination translation, so that ports are the server's. */
  List<String> helpers() {
    return controlsWithHelper()
        .map(opening ->
            new NftRule(sets)
                .between(opening, "iifname")
                .add("tcp dport " + opening.need().ports())
                .add("ct state new ct helper set \"ftp\"")
                .comment(opening.comment()))
        .toList();
  }

  /** Rules for the hook forward, or input on a host. */
  List<String> inward() {
    var rules = new ArrayList<String>();
    if (hop.rest() == Rest.DROP) {
      rules.addAll(hop.place() == Place.HOST ? hostBasics() : forwardBasics());
    }
    Predicate<Opening> here =
        hop.place() == Place.HOST ? Predicate.not(Opening::isOutward) : opening -> true;
    openings.stream().filter(here).map(this::opens).forEach(rules::add);
    controlsWithHelper().map(this::passiveByHelper).forEach(rules::add);
    if (hop.place() == Place.FORWARDING) {
      activeByHelper().forEach(rules::add);
    }
    if (hop.rest() == Rest.LEAVE) {
      guards().forEach(rules::add);
    } else {
      rules.add(CLOSE);
    }
    return rules;
  }

  /** Rules for the hook output on a host. */
  List<String> outward() {
    return hop.place() == Place.FORWARDING
        ? List.of()
        : Stream.concat(
                openings.stream().filter(Opening::isOutward).map(this::opens), activeByHelper())
            .toList();
  }

  private String opens(Opening opening) {
    return new NftRule(sets)
        .between(opening, opening.isOutward() ? "oifname" : "iifname")
        .opens(opening)
        .add(Nftables.MARKS + " counter accept")
        .comment(opening.comment());
  }

  private Stream<Opening> controlsWithHelper() {
    return openings.stream().filter(opening -> opening.hasHelper(hop));
  }

  private String passiveByHelper(Opening control) {
    return new NftRule(sets)
        .between(control, "iifname")
        .add(BY_HELPER)
        .add(DATA_PORTS)
        .add(Nftables.MARKS + " counter accept")
        .comment(Purpose.PASSIVE.text() + ", found by the helper");
  }

  private Stream<String> activeByHelper() {
    return controlsWithHelper()
        .filter(control ->
            openings.stream()
                .anyMatch(other -> other.isOutward() && other.family() == control.family()))
        .map(control ->
            new NftRule(sets)
                .back(control, "oifname")
                .add(BY_HELPER)
                .add(DATA_PORTS)
                .add(Nftables.MARKS + " counter accept")
                .comment(Purpose.ACTIVE.text() + ", found by the helper"));
  }

  /** Drops FTP from elsewhere than the clients; the rest is for the firewall's other rules. */
  private List<String> guards() {
    var rules = new LinkedHashSet<String>();
    var ours = openings.stream().filter(Predicate.not(Opening::isOutward)).toList();
    for (var server : ours.stream().map(Opening::server).distinct().toList()) {
      var ports =
          ours.stream()
              .filter(opening -> opening.server().equals(server))
              .filter(opening -> !opening.peers().isEmpty())
              .map(opening -> opening.need().ports().toString())
              .distinct()
              .toList();
      if (!ports.isEmpty()) {
        var rule = new NftRule(sets);
        server.ifPresentOrElse(
            address ->
                rule.add(
                    "%s daddr %s"
                        .formatted(Nft.family(Family.of(address)), HostText.written(address))),
            () -> rule.add("iifname != \"lo\""));
        rules.add(
            rule.add("tcp dport " + Nft.oneOf(ports))
                .add("ct state new")
                .add(CLOSE)
                .comment("FTP from elsewhere than its clients"));
      }
    }
    if (hop.usesHelper()) {
      rules.add(
          new NftRule(sets)
              .add(Nftables.MARKED + " ct state related meta l4proto tcp")
              .add(CLOSE)
              .comment("found by the helper, but no data connection of FTP"));
    }
    return List.copyOf(rules);
  }

  private List<String> hostBasics() {
    var rules =
        new ArrayList<>(
            List.of(
                "iifname \"lo\" accept",
                ESTABLISHED,
                "icmp type { destination-unreachable, echo-request, time-exceeded,"
                    + " parameter-problem } accept",
                "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded,"
                    + " parameter-problem, echo-request, mld-listener-query, nd-router-advert,"
                    + " nd-neighbor-solicit, nd-neighbor-advert } accept"));
    if (!hop.keep().isEmpty()) {
      rules.add(
          "tcp dport %s ct state new accept comment \"kept open (keep)\""
              .formatted(Nft.oneOf(hop.keep())));
    }
    return rules;
  }

  private static List<String> forwardBasics() {
    return List.of(ESTABLISHED, "ct state related meta l4proto { icmp, ipv6-icmp } accept");
  }

  /** Whether a rule goes to {@link #CLOSED}. */
  boolean closes() {
    return hop.rest() == Rest.DROP || !guards().isEmpty();
  }

  /** The rules of {@link #CLOSED}. */
  List<String> closed() {
    return hop.logsDrops()
        ? List.of(
            "limit rate %d/second burst %d packets log prefix \"%s\" level info"
                .formatted(Drops.LOGGED_A_SECOND, Drops.LOGGED_AT_ONCE, Drops.PREFIX),
            "counter drop")
        : List.of("counter drop");
  }
}
