package pasvport.firewall.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.firewall.dialect.Dialect;
import pasvport.firewall.dialect.Dialects;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;
import pasvport.site.HostText;
import pasvport.site.PathHop;
import pasvport.site.PortRange;

/** The way from the end of a path back to the clients, which finds what each hop must do. */
final class Walk {

  private final List<PathHop> path;
  private final PathEnd end;
  private final Profile profile;

  /**
   * What the walk finds.
   *
   * @param hops in the order of the path
   * @param front the path in front of the first hop, for each family
   */
  record Way(List<Plan.Hop> hops, List<Leg> front) {}

  Walk(List<PathHop> path, PathEnd end, Profile profile) {
    this.path = path;
    this.end = end;
    this.profile = profile;
  }

  /**
   * The hops, and the whole path as clients see it.
   *
   * @throws PlanRefusedException if a hop cannot lead on to what stands behind it
   */
  Way back() throws PlanRefusedException {
    var hops = new ArrayDeque<Plan.Hop>();
    var legs = Stream.of(Family.values()).map(family -> Leg.of(end, family)).toList();
    for (var index = path.size() - 1; index >= 0; index--) {
      var hop = path.get(index);
      var key = "path[" + index + "]";
      checkDialect(hop, key);
      var needs = needs(hop, legs);
      check(hop, legs, needs, key);
      hops.addFirst(new Plan.Hop(needs, hop.dialect(), key));
      legs = legs.stream().map(leg -> leg.before(hop)).toList();
    }
    return new Way(List.copyOf(hops), legs);
  }

  /** The only hop where the site names none: the host at the end. */
  static PathHop host() {
    return new PathHop(
        "host",
        Optional.empty(),
        PathHop.Place.HOST,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        PathHop.Rest.LEAVE,
        List.of(),
        true);
  }

  private HopNeeds needs(PathHop hop, List<Leg> legs) {
    var place =
        switch (hop.place()) {
          case FORWARDING -> Place.FORWARDING;
          case HOST -> Place.HOST;
        };
    return new HopNeeds(
        hop.name(),
        place,
        hop.outside(),
        hop.inside(),
        legs.stream().flatMap(leg -> leg.needs(place).stream()).toList(),
        legs.stream().flatMap(leg -> leg.translations(hop).stream()).toList(),
        hop.hairpin(),
        helperPorts(legs),
        switch (hop.rest()) {
          case LEAVE -> Rest.LEAVE;
          case DROP -> Rest.DROP;
        },
        hop.keep(),
        hop.logDrops());
  }

  private List<Integer> helperPorts(List<Leg> legs) {
    return switch (profile) {
      case HELPER ->
          legs.stream()
              .flatMap(leg -> leg.services().stream())
              .filter(service -> service.purpose() == Purpose.CONTROL)
              .map(service -> service.ports().first())
              .distinct()
              .toList();
      case STATIC, GATEWAY -> List.of();
    };
  }

  /** A dialect that is misspelt would be left out of every advice that depends on it. */
  private static void checkDialect(PathHop hop, String key) throws PlanRefusedException {
    if (hop.dialect().isPresent() && hop.dialect().flatMap(Dialects::named).isEmpty()) {
      throw new PlanRefusedException(
          key + ".dialect",
          "%s is no dialect that is known here".formatted(hop.dialect().get()),
          "write one of %s, or leave it out"
              .formatted(
                  Dialects.all().stream().map(Dialect::name).collect(Collectors.joining(", "))));
    }
  }

  private void check(PathHop hop, List<Leg> legs, HopNeeds needs, String key)
      throws PlanRefusedException {
    for (var leg : legs) {
      var outside = leg.outside(hop);
      if (!outside.isEmpty() && (!leg.isServed() || leg.target().isEmpty())) {
        throw new PlanRefusedException(
            key + ".outside-addresses",
            "%s leads nowhere: behind it nothing has an %s address that is known"
                .formatted(
                    HostText.written(outside.getFirst()),
                    switch (leg.family()) {
                      case IPV4 -> "IPv4";
                      case IPV6 -> "IPv6";
                    }),
            "write the address in %s, or take this one away".formatted(end.key()));
      }
    }
    if (needs.needs().isEmpty()) {
      throw new PlanRefusedException(
          end.key(),
          "%s must be told where to send connections, and %s says no address"
              .formatted(hop.name(), end.key()),
          "write an address instead of a name or of every address");
    }
    distinct(needs.translations(), key);
  }

  private static void distinct(List<Translation> translations, String key)
      throws PlanRefusedException {
    var seen = new ArrayList<Translation>();
    for (var translation : translations) {
      var other =
          seen.stream()
              .filter(earlier ->
                  earlier.outside().equals(translation.outside())
                      && overlap(earlier.outsidePorts(), translation.outsidePorts()))
              .findFirst();
      if (other.isPresent()) {
        throw new PlanRefusedException(
            key,
            "%s and %s would have the same outside port, %s"
                .formatted(
                    other.get().purpose().text(),
                    translation.purpose().text(),
                    translation.outsidePorts()),
            "choose another control-port or implicit-port at this hop");
      }
      seen.add(translation);
    }
  }

  private static boolean overlap(PortRange one, PortRange other) {
    return one.first() <= other.last() && other.first() <= one.last();
  }
}
