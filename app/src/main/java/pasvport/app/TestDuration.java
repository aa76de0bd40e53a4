package pasvport.app;

import java.time.Duration;
import java.util.regex.Pattern;

/** Times as people write them: {@code 90s}, {@code 10m}, {@code 1h}. */
final class TestDuration {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})([smh])");

  /** Longer than any firewall's timer that is met in practice, and a test should end. */
  private static final Duration LONGEST = Duration.ofHours(24);

  private TestDuration() {}

  /**
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  static Duration parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "--idle: \"%s\" is no time such as 90s, 10m or 1h".formatted(text));
    }
    long number = Long.parseLong(form.group(1));
    var duration =
        switch (form.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        };
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("--idle: at most 24h");
    }
    return duration;
  }
}
