package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** Some passive ports are open and some are not. */
final class PassivePartlyOpen implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-partly-open",
          "C3",
          Severity.FAULT,
          "some passive ports are reached and others are not",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Lanes.all(facts)
        .filter(lane -> lane.mixed() && !lane.byTurns())
        .findFirst()
        .map(lane ->
            KIND.finding(
                    Certainty.PROVED,
                    "Of the passive ports only a part is reached: %s are open, %s are not."
                        .formatted(
                            Ports.of(lane.tries().stream().filter(Seen::open)).shown(),
                            Ports.of(lane.tries().stream().filter(transfer -> !Seen.open(transfer)))
                                .shown()))
                .because(
                    lane.tries().stream()
                        .filter(transfer -> !Seen.open(transfer))
                        .map(Evidence::of))
                .remedy(
                    "The server's range and the firewall's are not the same; make them equal, in NAT too. (If a second test names other ports, it is not the port that decides, but a balancer or a limit on the way.)")
                .remedy(Ports.of(lane.tries().stream()).opening(facts))
                .affecting(Effects.all("transfers fail now and then")));
  }
}
