package pasvport.doctor.finding;

import java.time.Duration;
import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Times;

/** The greeting takes long, most often for a look-up of the client. */
final class GreetingLate implements Check {
  private static final Kind KIND =
      Kind.of("greeting-late", "A4", Severity.WARNING, "the greeting comes late", Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session -> session.greeting().is(2))
        .filter(
            session -> session.greeted().filter(after -> after.compareTo(LATE) >= 0).isPresent())
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.LIKELY,
                    "The greeting came after %s. Servers that look their clients up in reverse DNS or by ident (port 113) wait so long when nobody answers."
                        .formatted(Times.shown(session.greeted().orElseThrow())))
                .because(Evidence.greeting(session))
                .remedy(
                    Settings.withoutLookups(facts.product()),
                    "Or let the server's resolver answer for client addresses, and reject port 113 instead of dropping it.")
                .affecting(Effects.all("slow log-in; some give up")));
  }

  /** A resolver that is not reached is asked again after five seconds (resolv.conf(5)). */
  private static final Duration LATE = Duration.ofSeconds(4);
}
