package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** Passive ports are open over IPv4 and not over IPv6. */
final class PassiveIpv6Shut implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-ipv6-shut",
          "A9",
          Severity.FAULT,
          "passive ports are open over IPv4 and shut over IPv6",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return applies(facts)
        ? Optional.of(
            KIND.finding(
                    Certainty.PROVED,
                    "Over IPv6 the control connection works and no passive port is reached; over IPv4 both work.")
                .because(
                    Lanes.of(facts, "IPv6")
                        .flatMap(lane -> lane.tries().stream())
                        .map(Evidence::of))
                .remedy(
                    Ports.of(Lanes.of(facts, "IPv6").flatMap(lane -> lane.tries().stream()))
                        .opening(facts))
                .remedy(
                    "IPv6 has rules of its own: ip6tables, a table of family ip6 or inet, the router's IPv6 page.")
                .affecting(Effects.all("fails where it prefers IPv6")))
        : Optional.empty();
  }

  static boolean applies(Facts facts) {
    return Lanes.of(facts, "IPv6").findAny().isPresent()
        && Lanes.of(facts, "IPv6").noneMatch(Lanes.Lane::anyOpen)
        && Lanes.of(facts, "IPv4").anyMatch(Lanes.Lane::anyOpen);
  }
}
