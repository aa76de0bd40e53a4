package pasvport.firewall.dialect.linux;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Translation;
import pasvport.site.HostText;

/** The rules of nft(8) that translate addresses. */
final class NftNat {

  private final HopNeeds hop;
  private final NftSets sets;

  NftNat(HopNeeds hop, NftSets sets) {
    this.hop = hop;
    this.sets = sets;
  }

  /** Rules for the hook prerouting. */
  List<String> destinations() {
    return hop.translations().stream().map(this::destination).toList();
  }

  private String destination(Translation translation) {
    Family family = translation.family();
    boolean fromBehindToo = !Opening.hairpin(hop, family).isEmpty();
    return new NftRule(sets)
        .device("iifname", fromBehindToo ? Optional.empty() : hop.outside())
        .add(Nft.family(family) + " daddr " + HostText.written(translation.outside()))
        .add("tcp dport " + translation.outsidePorts())
        .add("dnat %s to %s".formatted(Nft.family(family), target(translation)))
        .comment(Comment.of(translation.purpose().text()));
  }

  /** Without a port each port stays; a range after the address would be a pool to choose from. */
  private static String target(Translation translation) {
    if (translation.keepsPorts()) {
      return HostText.written(translation.inside());
    }
    String address = Nft.beforePort(translation.inside());
    int first = translation.outsidePorts().first();
    int shift = translation.insidePorts().first() - first;
    return translation.outsidePorts().size() == 1
        ? address + ":" + translation.insidePorts()
        : IntStream.rangeClosed(first, translation.outsidePorts().last())
            .mapToObj(port -> port + " : " + (port + shift))
            .collect(joining(", ", address + " : tcp dport map { ", " }"));
  }

  /** Rules for the hook postrouting. */
  List<String> sources() {
    var rules = new ArrayList<String>();
    for (var family : Family.values()) {
      hairpin(family).ifPresent(rules::add);
    }
    Opening.of(hop).stream()
        .filter(Opening::isOutward)
        .flatMap(opening -> source(opening).stream())
        .forEach(rules::add);
    return rules;
  }

  /** Else the server answers a client behind this hop directly, from an address it never called. */
  private Optional<String> hairpin(Family family) {
    var networks = Opening.hairpin(hop, family);
    var servers =
        hop.translations().stream()
            .filter(translation -> translation.family() == family)
            .map(translation -> HostText.written(translation.inside()))
            .distinct()
            .toList();
    return networks.isEmpty() || servers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new NftRule(sets)
                .peers(family, "saddr", networks)
                .add("%s daddr %s".formatted(Nft.family(family), Nft.oneOf(servers)))
                .add("ct status dnat masquerade")
                .comment("clients behind this hop (hairpin)"));
  }

  /** Active data comes from the address that the client knows. */
  private Optional<String> source(Opening opening) {
    return hop.translations().stream()
        .filter(translation -> opening.server().equals(Optional.of(translation.inside())))
        .findFirst()
        .map(translation ->
            new NftRule(sets)
                .between(opening, "oifname")
                .opens(opening)
                .add(
                    "snat %s to %s"
                        .formatted(
                            Nft.family(opening.family()), HostText.written(translation.outside())))
                .comment(opening.comment()));
  }
}
