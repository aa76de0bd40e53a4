package pasvport.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.stream.Collectors;

/** What was counted since the start, for the last line of the log. */
final class Totals {
  private Totals() {}

  /** Every reason for which something was refused, and how often: {@code bare-lf 3, stranger 1}. */
  static String refused(MeterRegistry registry) {
    String reasons =
        registry.find("pasvport.refused").counters().stream()
            .filter(counter -> counter.count() > 0)
            .sorted(Comparator.comparing(Totals::reason))
            .map(counter -> reason(counter) + " " + (long) counter.count())
            .collect(Collectors.joining(", "));
    return reasons.isEmpty() ? "nothing" : reasons;
  }

  private static String reason(Counter counter) {
    return String.valueOf(counter.getId().getTag("reason"));
  }
}
