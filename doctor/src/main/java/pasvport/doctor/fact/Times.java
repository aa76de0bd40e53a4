package pasvport.doctor.fact;

import java.time.Duration;
import java.util.Locale;

/** Durations for people. */
public final class Times {
  private static final Duration SHORT = Duration.ofSeconds(10);

  private Times() {}

  /** {@code 0.34 s}, {@code 61 s}. */
  public static String shown(Duration duration) {
    return String.format(
        Locale.ROOT,
        duration.compareTo(SHORT) < 0 ? "%.2f s" : "%.0f s",
        duration.toMillis() / 1000.0);
  }
}
