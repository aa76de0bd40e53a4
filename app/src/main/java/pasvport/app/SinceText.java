package pasvport.app;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The time that {@code --since} means: so long ago, or a time of day. */
final class SinceText {
  /** Six digits of seconds are eleven days, of days nearly three thousand years. */
  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

  private SinceText() {}

  /** The moment; the beginning of all time if there is none. */
  static Instant read(@Nullable String text, Clock clock, CommandSpec spec) {
    if (text == null) {
      return Instant.MIN;
    }
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long count = Long.parseLong(ago.group(1));
      return clock.instant().minus(duration(count, ago.group(2)));
    }
    try {
      return text.endsWith("Z")
          ? Instant.parse(text)
          : LocalDateTime.parse(text.replace(' ', 'T')).atZone(clock.getZone()).toInstant();
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--since: expected 90s, 30m, 2h, 3d or a time such as 2026-11-26T08:00, found " + text,
          e);
    }
  }

  private static Duration duration(long count, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
