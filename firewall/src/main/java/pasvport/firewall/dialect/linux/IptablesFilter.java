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

/** The rules of iptables that let through and drop, for one family. */
final class IptablesFilter {

  static final String IN = Iptables.CHAINS;
  static final String OUT = Iptables.CHAINS + "-OUT";

  /** Where what is dropped goes. */
  static final String CLOSED = Iptables.CHAINS + "-CLOSED";

  /** Below 1024 no data connection goes: a helper may be talked into any port. */
  private static final String BY_HELPER =
      "-p tcp -m conntrack --ctstate RELATED -m helper --helper ftp";

  private static final String DATA_PORTS = "-m tcp --dport 1024:65535";

  private final HopNeeds hop;
  private final Family family;
  private final List<Opening> openings;

  IptablesFilter(HopNeeds hop, Family family) {
    this.hop = hop;
    this.family = family;
    this.openings = Opening.of(hop).stream().filter(opening -> opening.family() == family).toList();
  }

  /** Rules of {@link #IN}. */
  List<String> inward() {
    var rules = new ArrayList<String>();
    if (hop.rest() == Rest.DROP) {
      rules.addAll(basics());
    }
    Predicate<Opening> here =
        hop.place() == Place.HOST ? Predicate.not(Opening::isOutward) : opening -> true;
    openings.stream().filter(here).flatMap(opening -> opens(opening, IN)).forEach(rules::add);
    controlsWithHelper()
        .flatMap(control -> byHelper(control, IN, Purpose.PASSIVE))
        .forEach(rules::add);
    if (hop.place() == Place.FORWARDING) {
      activeByHelper(IN).forEach(rules::add);
    }
    if (hop.rest() == Rest.LEAVE) {
      rules.addAll(guards());
    } else {
      rules.add("-A %s -g %s".formatted(IN, CLOSED));
    }
    return rules;
  }

  /** Rules of {@link #OUT}. */
  List<String> outward() {
    return hop.place() == Place.FORWARDING
        ? List.of()
        : Stream.concat(
                openings.stream()
                    .filter(Opening::isOutward)
                    .flatMap(opening -> opens(opening, OUT)),
                activeByHelper(OUT))
            .toList();
  }

  private static Stream<String> opens(Opening opening, String chain) {
    return IptablesRule.between(opening, opening.isOutward())
        .map(rule -> rule.opens(opening).in(chain, opening.comment(), "ACCEPT"));
  }

  private Stream<Opening> controlsWithHelper() {
    return openings.stream().filter(opening -> opening.hasHelper(hop));
  }

  private Stream<String> activeByHelper(String chain) {
    return openings.stream().anyMatch(Opening::isOutward)
        ? controlsWithHelper().flatMap(control -> byHelper(control, chain, Purpose.ACTIVE))
        : Stream.empty();
  }

  private static Stream<String> byHelper(Opening control, String chain, Purpose purpose) {
    return IptablesRule.between(control, purpose.isOutward())
        .map(rule ->
            rule.add(BY_HELPER)
                .add(DATA_PORTS)
                .in(chain, purpose.text() + ", found by the helper", "ACCEPT"));
  }

  /** Drops FTP from elsewhere than the clients; the rest is for the firewall's other rules. */
  private List<String> guards() {
    var rules = new LinkedHashSet<String>();
    // On a host a family without needs is closed as the other is.
    var guarded = hop.place() == Place.HOST ? Opening.of(hop) : openings;
    guarded.stream()
        .filter(Predicate.not(Opening::isOutward))
        .filter(opening -> !opening.peers().isEmpty())
        .map(opening ->
            "-A %s %s -p tcp -m tcp --dport %s -m conntrack --ctstate NEW -m comment --comment \"%s\" -g %s"
                .formatted(
                    IN,
                    towards(opening),
                    IptablesRule.ports(opening.need().ports()),
                    "FTP from elsewhere than its clients",
                    CLOSED))
        .forEach(rules::add);
    controlsWithHelper()
        .map(control ->
            "-A %s %s %s -m comment --comment \"%s\" -g %s"
                .formatted(
                    IN,
                    towards(control),
                    BY_HELPER,
                    "found by the helper, but no data connection of FTP",
                    CLOSED))
        .forEach(rules::add);
    return List.copyOf(rules);
  }

  private static String towards(Opening opening) {
    return opening.server().map(server -> "-d " + IptablesRule.single(server)).orElse("! -i lo");
  }

  private List<String> basics() {
    var rules = new ArrayList<String>();
    boolean host = hop.place() == Place.HOST;
    if (host) {
      rules.add("-A %s -i lo -j ACCEPT".formatted(IN));
    }
    rules.add("-A %s -m conntrack --ctstate INVALID -j DROP".formatted(IN));
    rules.add("-A %s -m conntrack --ctstate ESTABLISHED -j ACCEPT".formatted(IN));
    rules.addAll(host ? icmpToHost() : icmpErrors());
    if (host) {
      hop.keep().stream()
          .map(port ->
              "-A %s -p tcp -m tcp --dport %d -m conntrack --ctstate NEW -m comment --comment \"kept open (keep)\" -j ACCEPT"
                  .formatted(IN, port))
          .forEach(rules::add);
    }
    return rules;
  }

  private List<String> icmpErrors() {
    return List.of(
        "-A %s -p %s -m conntrack --ctstate RELATED -j ACCEPT"
            .formatted(IN, family == Family.IPV4 ? "icmp" : "ipv6-icmp"));
  }

  private List<String> icmpToHost() {
    return switch (family) {
      case IPV4 ->
          Stream.of("destination-unreachable", "echo-request", "time-exceeded", "parameter-problem")
              .map(type -> "-A %s -p icmp -m icmp --icmp-type %s -j ACCEPT".formatted(IN, type))
              .toList();
      // Types of RFC 4890, section 4.4, and the listener query (130), which has no name there.
      case IPV6 ->
          Stream.of(
                  "destination-unreachable",
                  "packet-too-big",
                  "time-exceeded",
                  "parameter-problem",
                  "echo-request",
                  "130",
                  "router-advertisement",
                  "neighbour-solicitation",
                  "neighbour-advertisement")
              .map(type ->
                  "-A %s -p ipv6-icmp -m icmp6 --icmpv6-type %s -j ACCEPT".formatted(IN, type))
              .toList();
    };
  }

  /** Rules of {@link #CLOSED}. */
  List<String> closed() {
    var drop = "-A %s -j DROP".formatted(CLOSED);
    return hop.logsDrops()
        ? List.of(
            "-A %s -m limit --limit %d/sec --limit-burst %d -j LOG --log-prefix \"%s\" --log-level 6"
                .formatted(CLOSED, Drops.LOGGED_A_SECOND, Drops.LOGGED_AT_ONCE, Drops.PREFIX),
            drop)
        : List.of(drop);
  }
}
