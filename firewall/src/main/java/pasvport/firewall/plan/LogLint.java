package pasvport.firewall.plan;

import java.util.stream.Stream;

/** What leaves no trace. */
final class LogLint {

  private LogLint() {}

  static Stream<Finding> dropsNotLogged(Lint lint, Draft draft) {
    return draft.hops().stream()
        .filter(hop -> !hop.needs().logsDrops())
        .map(hop ->
            new Finding(
                lint,
                hop.key() + ".log-drops",
                "What %s drops leaves no trace, and a blocked data connection looks like a dead server."
                    .formatted(hop.needs().name()),
                "Let it log drops; the rules bound the rate."));
  }
}
