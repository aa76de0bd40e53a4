package pasvport.app;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times on the command line, written as in a site: {@code 90s}, {@code 5m}, {@code 1h}. */
final class TimeConverter implements ITypeConverter<Duration> {
  private static final Pattern TIME = Pattern.compile("([1-9]\\d{0,4})([smh])");
  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofHours(1);

  @Override
  public Duration convert(String text) {
    var time = TIME.matcher(text);
    if (!time.matches()) {
      throw new TypeConversionException("'" + text + "' is not a time: write 90s, 5m or 1h");
    }
    long count = Long.parseLong(time.group(1));
    Duration found =
        switch (time.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (found.compareTo(LEAST) < 0 || found.compareTo(MOST) > 0) {
      throw new TypeConversionException("'" + text + "' is out of bounds: 10s to 1h");
    }
    return found;
  }
}
