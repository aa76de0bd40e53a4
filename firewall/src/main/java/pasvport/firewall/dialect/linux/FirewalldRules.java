package pasvport.firewall.dialect.linux;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;
import pasvport.site.HostText;
import pasvport.site.Network;

/**
 * The rich rules of firewalld's policies, each below a comment.
 *
 * <p>firewalld accepts by itself what it has translated, what belongs to a connection and what a
 * helper has announced: for these there are no rules.
 */
final class FirewalldRules {

  /** The last of all in its policy. */
  private static final int LAST = 32_767;

  /** Behind those of a policy that accept, which have none. */
  private static final int AFTER = 1;

  private static final List<String> TO_HOST =
      List.of(
          "destination-unreachable",
          "echo-request",
          "packet-too-big",
          "parameter-problem",
          "time-exceeded",
          "neighbour-advertisement",
          "neighbour-solicitation",
          "router-advertisement");

  private final HopNeeds hop;
  private final List<Opening> openings;

  FirewalldRules(HopNeeds hop) {
    this.hop = hop;
    this.openings = Opening.of(hop);
  }

  /** From the clients' zone. */
  List<String> inward() {
    return inward(opening -> opening.device().equals(hop.outside()));
  }

  /** From clients behind this hop who use its outside address. */
  List<String> behind() {
    var rules = new LinkedHashSet<String>();
    if (hop.outside().isPresent()) {
      rules.addAll(inward(opening -> opening.device().isEmpty()));
    }
    if (hop.place() == Place.FORWARDING) {
      hop.translations().forEach(translation -> rules.addAll(hairpin(translation)));
    }
    return List.copyOf(rules);
  }

  private List<String> inward(Predicate<Opening> where) {
    return openings.stream()
        .filter(Predicate.not(Opening::isOutward))
        .filter(where)
        .flatMap(opening ->
            Firewalld.each(opening.peers())
                .flatMap(
                    peer -> opening.translated() ? forwards(opening, peer) : opens(opening, peer)))
        .toList();
  }

  private Stream<String> opens(Opening opening, Optional<Network> peer) {
    var what =
        opening.hasHelper(hop)
            ? "<service name=\"%s\"/>"
                .formatted(FirewalldSets.service(opening.need().ports().first()))
            : destination(opening) + FirewalldSets.port(opening.need().ports());
    return Stream.of(
        FirewalldFile.comment(opening.comment()),
        rule(opening.family(), from(peer) + what + "<accept/>"));
  }

  private static String destination(Opening opening) {
    return opening
        .server()
        .map(server -> "<destination address=\"%s\"/>".formatted(HostText.written(server)))
        .orElse("");
  }

  private Stream<String> forwards(Opening opening, Optional<Network> peer) {
    return hop.translations().stream()
        .filter(opening::isReachedBy)
        .flatMap(translation ->
            Stream.concat(
                Stream.of(FirewalldFile.comment(opening.comment())),
                forwarded(translation)
                    .map(ports ->
                        rule(
                            opening.family(),
                            from(peer)
                                + "<destination address=\"%s\"/>"
                                    .formatted(HostText.written(translation.outside()))
                                + "<forward-port %s to-addr=\"%s\"/>"
                                    .formatted(ports, HostText.written(translation.inside()))))));
  }

  /** A range that is led to another would be a pool to choose from: each port by itself. */
  private static Stream<String> forwarded(Translation translation) {
    int shift = translation.insidePorts().first() - translation.outsidePorts().first();
    return translation.keepsPorts()
        ? Stream.of("port=\"%s\" protocol=\"tcp\"".formatted(translation.outsidePorts()))
        : IntStream.rangeClosed(
                translation.outsidePorts().first(), translation.outsidePorts().last())
            .mapToObj(port ->
                "port=\"%d\" protocol=\"tcp\" to-port=\"%d\"".formatted(port, port + shift));
  }

  /** Else the server answers a client behind this hop directly, from an address it never called. */
  private List<String> hairpin(Translation translation) {
    return Opening.hairpin(hop, translation.family()).stream()
        .flatMap(network ->
            Stream.of(
                FirewalldFile.comment("clients behind this hop (hairpin)"),
                rule(
                    translation.family(),
                    from(Optional.of(network))
                        + "<destination address=\"%s\"/><masquerade/>"
                            .formatted(HostText.written(translation.inside())))))
        .toList();
  }

  /** What the server opens. */
  List<String> outward() {
    var rules = new LinkedHashSet<List<String>>();
    for (var opening : openings) {
      if (opening.isOutward()) {
        Firewalld.each(opening.peers()).forEach(peer -> rules.add(outward(opening, peer)));
      }
    }
    Firewalld.masqueraded(hop)
        .forEach(translation ->
            openings.stream()
                .filter(opening -> opening.isOutward() && opening.family() == translation.family())
                .flatMap(opening -> Firewalld.each(opening.peers()))
                .forEach(peer -> rules.add(leaves(translation, peer))));
    return rules.stream().flatMap(List::stream).toList();
  }

  private static List<String> outward(Opening opening, Optional<Network> peer) {
    var source =
        opening
            .need()
            .sourcePort()
            .map(port ->
                "<source ipset=\"%s\"/>".formatted(FirewalldSets.source(opening.family(), port)))
            .or(() ->
                opening
                    .server()
                    .map(server -> "<source address=\"%s\"/>".formatted(HostText.written(server))))
            .orElse("");
    return List.of(
        FirewalldFile.comment(opening.comment()),
        rule(
            opening.family(),
            source + to(peer) + FirewalldSets.port(opening.need().ports()) + "<accept/>"));
  }

  /** Active data comes from the address that the client knows. */
  private static List<String> leaves(Translation translation, Optional<Network> peer) {
    return List.of(
        FirewalldFile.comment("active data leaves from the outside address"),
        rule(
            translation.family(),
            "<source address=\"%s\"/>%s<masquerade/>"
                .formatted(HostText.written(translation.inside()), to(peer))));
  }

  /** What is dropped: FTP from elsewhere than the clients, or the whole rest. */
  List<String> closed() {
    return hop.rest() == Rest.DROP ? rest() : guards();
  }

  private List<String> guards() {
    var rules = new LinkedHashSet<String>();
    openings.stream()
        .filter(Predicate.not(Opening::isOutward))
        .filter(opening -> !opening.peers().isEmpty())
        .map(opening ->
            "<rule priority=\"%d\"%s>%s%s%s<drop/></rule>"
                .formatted(
                    AFTER,
                    // On a host a family without needs is closed as the other is.
                    hop.place() == Place.HOST ? "" : family(opening.family()),
                    destination(opening),
                    FirewalldSets.port(opening.need().ports()),
                    log()))
        .forEach(rules::add);
    return rules.isEmpty()
        ? List.of()
        : Stream.concat(
                Stream.of(FirewalldFile.comment("FTP from elsewhere than its clients")),
                rules.stream())
            .toList();
  }

  private List<String> rest() {
    var rules = new ArrayList<String>();
    if (hop.place() == Place.HOST) {
      rules.add(FirewalldFile.comment("what a host cannot do without"));
      TO_HOST.forEach(
          type -> rules.add("<rule><icmp-type name=\"%s\"/><accept/></rule>".formatted(type)));
      for (int port : hop.keep()) {
        rules.add(FirewalldFile.comment("kept open (keep)"));
        rules.add("<rule><port port=\"%d\" protocol=\"tcp\"/><accept/></rule>".formatted(port));
      }
    }
    rules.add(FirewalldFile.comment("the rest is dropped"));
    if (hop.logsDrops()) {
      rules.add("<rule priority=\"%d\">%s</rule>".formatted(LAST, log()));
    }
    return rules;
  }

  private String log() {
    return hop.logsDrops()
        ? "<log prefix=\"%s\" level=\"info\"><limit value=\"%d/s\"/></log>"
            .formatted(Drops.PREFIX, Drops.LOGGED_A_SECOND)
        : "";
  }

  private static String rule(Family family, String elements) {
    return "<rule%s>%s</rule>".formatted(family(family), elements);
  }

  private static String family(Family family) {
    return " family=\"%s\"".formatted(family == Family.IPV4 ? "ipv4" : "ipv6");
  }

  private static String from(Optional<Network> peer) {
    return peer.map(network -> "<source address=\"%s\"/>".formatted(network)).orElse("");
  }

  private static String to(Optional<Network> peer) {
    return peer.map(network -> "<destination address=\"%s\"/>".formatted(network)).orElse("");
  }
}
