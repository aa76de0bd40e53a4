package pasvport.doctor.explain.format;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Stamp;
import pasvport.doctor.explain.Stamp.Base;

/**
 * Times as logs write them, completed with what they leave out.
 *
 * @param zone the zone of times that are written without one
 * @param latest the last moment at which a line can have been written: when the file was changed
 * @param isNow whether that is also the moment at which the line was written
 */
record Times(ZoneId zone, Instant latest, boolean isNow) {

  Times(ZoneId zone, Instant latest) {
    this(zone, latest, false);
  }

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  /** The clock of the log's host may run before that of the file's. */
  private static final Duration SLACK = Duration.ofDays(1);

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final int NANO_DIGITS = 9;

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)[T ](\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?"
              + "(Z|[+-]\\d\\d:?\\d\\d)?");

  private static final Pattern CTIME =
      Pattern.compile(
          "[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\\d{1,2}) (\\d\\d):(\\d\\d):(\\d\\d) (\\d{4})");

  private static final Pattern CLF =
      Pattern.compile("(\\d\\d)/([A-Z][a-z]{2})/(\\d{4}):(\\d\\d):(\\d\\d):(\\d\\d) ([+-]\\d{4})");

  /** For a line that has no time itself. */
  Stamp untimed() {
    return new Stamp(latest, SECOND, isNow ? Base.ZONED : Base.UNKNOWN);
  }

  /**
   * {@code 2026-11-22T09:20:15.123+01:00} and its kin: blank for T, comma, no fraction, no zone.
   */
  Optional<Stamp> iso(String text) {
    var found = ISO.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    try {
      var fraction = found.group(7) == null ? "" : found.group(7);
      var local =
          LocalDateTime.of(
              number(found, 1),
              number(found, 2),
              number(found, 3),
              number(found, 4),
              number(found, 5),
              second(number(found, 6)),
              nanos(fraction));
      var precision = Duration.ofNanos((long) Math.pow(10, NANO_DIGITS - fraction.length()));
      var offset = found.group(8);
      return Optional.of(
          offset == null
              ? new Stamp(local.atZone(zone).toInstant(), precision, Base.LOCAL)
              : new Stamp(
                  OffsetDateTime.of(local, offset(offset)).toInstant(), precision, Base.ZONED));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** {@code Sun Nov 22 09:20:15 2026}, as ctime(3) writes it. */
  Optional<Stamp> ctime(String text) {
    var found = CTIME.matcher(text);
    return found.matches()
        ? local(
            number(found, 6),
            found.group(1),
            number(found, 2),
            number(found, 3),
            number(found, 4),
            number(found, 5))
        : Optional.empty();
  }

  /** {@code 22/Nov/2026:09:25:44 +0000}, as web servers write it. */
  Optional<Stamp> clf(String text) {
    var found = CLF.matcher(text);
    var month = found.matches() ? MONTHS.indexOf(found.group(2)) + 1 : 0;
    if (month == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Stamp(
              LocalDateTime.of(
                      number(found, 3),
                      month,
                      number(found, 1),
                      number(found, 4),
                      number(found, 5),
                      second(number(found, 6)))
                  .toInstant(offset(found.group(7))),
              SECOND,
              Base.ZONED));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A syslog time, which has no year: the last one before the file's end. */
  Optional<Stamp> yearless(String month, int day, String time) {
    var parts = time.split(":", 3);
    if (parts.length < 3) {
      return Optional.empty();
    }
    var last = latest.plus(SLACK);
    var year = Year.from(last.atZone(zone)).getValue();
    // The 29th of February may be as far back as eight years (1896 to 1904).
    for (var back = 0; back <= 8; back++) {
      var stamp =
          local(
              year - back,
              month,
              day,
              (int) Numbers.of(parts[0]),
              (int) Numbers.of(parts[1]),
              (int) Numbers.of(parts[2]));
      if (stamp.isPresent() && !stamp.get().at().isAfter(last)) {
        return stamp;
      }
    }
    return Optional.empty();
  }

  /** A syslog time with a year. */
  Optional<Stamp> local(int year, String month, int day, int hour, int minute, int second) {
    var number = MONTHS.indexOf(month) + 1;
    if (number == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Stamp(
              LocalDateTime.of(year, number, day, hour, minute, second(second))
                  .atZone(zone)
                  .toInstant(),
              SECOND,
              Base.LOCAL));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A time without a date: the last one before the file's end. */
  Optional<Stamp> dateless(String text) {
    try {
      var time = LocalTime.parse(text);
      var last = latest.plus(SECOND).atZone(zone);
      var date = LocalDate.from(last);
      var on = time.isAfter(last.toLocalTime()) ? date.minusDays(1) : date;
      return Optional.of(
          new Stamp(on.atTime(time).atZone(zone).toInstant(), precision(text), Base.LOCAL));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Seconds since 1970, or since something unknown. */
  static Optional<Stamp> seconds(String text, Base base) {
    var dot = text.indexOf('.');
    var whole = Numbers.of(dot < 0 ? text : text.substring(0, dot));
    var fraction = dot < 0 ? "" : text.substring(dot + 1);
    if (whole < 0
        || fraction.length() > NANO_DIGITS
        || (!fraction.isEmpty() && Numbers.of(fraction) < 0)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Stamp(Instant.ofEpochSecond(whole, nanos(fraction)), precision(text), base));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Duration precision(String text) {
    var dot = text.indexOf('.');
    var digits = dot < 0 ? 0 : Math.min(text.length() - dot - 1, NANO_DIGITS);
    return Duration.ofNanos((long) Math.pow(10, NANO_DIGITS - digits));
  }

  private static int nanos(String fraction) {
    return fraction.isEmpty() ? 0 : (int) Numbers.of(fraction + "0".repeat(9 - fraction.length()));
  }

  /** A leap second is written as 60. */
  private static int second(int written) {
    return written == 60 ? 59 : written;
  }

  private static int number(Matcher found, int group) {
    return (int) Numbers.of(found.group(group));
  }

  private static ZoneOffset offset(String text) {
    return ZoneOffset.of(
        text.equals("Z") || text.indexOf(':') > 0
            ? text
            : text.substring(0, 3) + ":" + text.substring(3));
  }
}
