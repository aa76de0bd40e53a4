package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** ICMP says that there is no way to passive ports. */
final class PassiveUnreachable implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-unreachable",
          "C1",
          Severity.FAULT,
          "ICMP says that passive ports cannot be reached",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var rejected =
        Lanes.all(facts)
            .filter(Lanes.Lane::rejected)
            .flatMap(lane -> lane.tries().stream())
            .toList();
    return rejected.isEmpty() || PassiveIpv6Shut.applies(facts)
        ? Optional.empty()
        : Optional.of(
            KIND.finding(
                    Certainty.PROVED,
                    "The server announces passive ports, and a firewall on the way rejects connections to them with ICMP, while it lets the control connection through.")
                .because(rejected.stream().map(Evidence::of))
                .remedy(Ports.of(rejected.stream()).opening(facts))
                .affecting(Effects.NO_PASSIVE));
  }
}
