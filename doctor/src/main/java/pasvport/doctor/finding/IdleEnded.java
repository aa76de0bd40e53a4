package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Idle;
import pasvport.doctor.fact.Times;

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
        .filter(
            idle -> !idle.during().silence() || (idle.after().closed() && !idle.after().reset()))
        .findFirst()
        .map(idle ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server ends sessions that are idle: %s".formatted(end(idle).shown()))
                .because(
                    "session %d: idle for %s, then %s"
                        .formatted(idle.session(), Times.shown(idle.left()), end(idle).shown()))
                .remedy("If clients need longer: %s".formatted(Settings.idle(facts.product()))));
  }

  /** A connection that ended in the same moment as it was spoken to shows it then. */
  private static Heard end(Idle idle) {
    return idle.during().silence() ? idle.after() : idle.during();
  }
}
