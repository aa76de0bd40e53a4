package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The same passive port is open at one time and not at another. */
final class PassiveByTurns implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-by-turns",
          "C16, C23",
          Severity.FAULT,
          "one and the same passive port is reached at one time and not at another",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Lanes.all(facts)
        .filter(Lanes.Lane::byTurns)
        .findFirst()
        .map(lane ->
            KIND.finding(
                    Certainty.PROVED,
                    "One and the same passive port is now reached and now not (%s): it is not the range that keeps data connections out. %s"
                        .formatted(
                            Ports.of(lane.tries().stream().filter(each -> !Seen.open(each)))
                                .shown(),
                            reason(lane)))
                .because(lane.tries().stream().map(Evidence::of))
                .remedy(
                    "Behind a balancer: each server gets a passive range of its own, forwarded to it alone, or the balancer keeps a client's connections together (source affinity, on all these ports).",
                    "In firewalls: look for limits on new connections (nft limit and ct count, hashlimit, connlimit, an inspection's maximum of data connections) and take the passive range out of them.")
                .affecting(Effects.all("transfers fail now and then")));
  }

  private static String reason(Lanes.Lane lane) {
    var first = lane.reachedFirst();
    return first.isPresent()
        ? "The first %d were reached and none after them, as with a limit on connections or on their rate."
            .formatted(first.getAsInt())
        : "A balancer that sends some of them to another server does this, or a limit on connections.";
  }
}
