package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The server ends a session that nobody uses. */
final class IdleEnded implements Check {
  private static final Kind KIND =
      Kind.of(
          "idle-ended",
          "F2",
          Severity.NOTE,
          "the server ends idle sessions within the time that was tried",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.idles().stream()
        .filter(idle -> !idle.during().silence())
        .findFirst()
        .map(idle ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server ends sessions that are idle: %s".formatted(idle.during().shown()))
                .because(
                    "session %d: %s while it was idle"
                        .formatted(idle.session(), idle.during().shown()))
                .remedy("If clients need longer: %s".formatted(Settings.idle(facts.product()))));
  }
}
