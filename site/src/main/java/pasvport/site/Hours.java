package pasvport.site;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Some hours of some days of the week, in a time zone that is said elsewhere.
 *
 * @param first the first day
 * @param last the last day, which may be before the first in the week ({@code fri-mon})
 * @param from the first minute of the day, 0 to 1439
 * @param to the minute that is no longer part of it, 1 to 1440; not after {@code from}, it is the
 *     next day's
 */
public record Hours(DayOfWeek first, DayOfWeek last, int from, int to) {

  static final String PATTERN =
      "(daily|(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?)"
          + " [0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]";

  private static final Pattern TEXT =
      Pattern.compile("([a-z]+)(?:-([a-z]+))? ([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})");

  private static final int MINUTES_PER_HOUR = 60;
  private static final int MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;
  private static final int LETTERS = 3;

  /**
   * Reads {@code mon-fri 08:00-18:00}, {@code sat 09:00-12:00}, {@code daily 22:00-06:00}.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static Hours parse(String text) {
    var matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not days and hours");
    }
    var days = matcher.group(1);
    var daily = days.equals("daily");
    if (daily && matcher.group(2) != null) {
      throw new IllegalArgumentException("daily is every day and begins no range");
    }
    var first = daily ? DayOfWeek.MONDAY : day(days);
    var last = daily ? DayOfWeek.SUNDAY : matcher.group(2) == null ? first : day(matcher.group(2));
    var from = minute(text, matcher.group(3), matcher.group(4));
    var to = minute(text, matcher.group(5), matcher.group(6));
    if (from == MINUTES_PER_DAY) {
      throw new IllegalArgumentException("24:00 ends a day and begins none: write 00:00");
    }
    if (from == to) {
      throw new IllegalArgumentException(
          Quoted.text(text) + " lasts no time; a whole day is 00:00-24:00");
    }
    return new Hours(first, last, from, to == 0 ? MINUTES_PER_DAY : to);
  }

  private static DayOfWeek day(String text) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> written(day).equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                Quoted.text(text) + " is not mon, tue, wed, thu, fri, sat, sun or daily"));
  }

  private static int minute(String text, String hour, String minute) {
    var hours = Integer.parseInt(hour);
    var minutes = Integer.parseInt(minute);
    var all = hours * MINUTES_PER_HOUR + minutes;
    if (minutes >= MINUTES_PER_HOUR || all > MINUTES_PER_DAY) {
      throw new IllegalArgumentException(Quoted.text(text) + " names a time that no day has");
    }
    return all;
  }

  /** Whether this moment is part of them. */
  public boolean contain(LocalDateTime moment) {
    var minute = moment.getHour() * MINUTES_PER_HOUR + moment.getMinute();
    var today = moment.getDayOfWeek();
    if (from < to) {
      return has(today) && minute >= from && minute < to;
    }
    return (has(today) && minute >= from) || (has(today.minus(1)) && minute < to);
  }

  private boolean has(DayOfWeek day) {
    return first.compareTo(last) <= 0
        ? day.compareTo(first) >= 0 && day.compareTo(last) <= 0
        : day.compareTo(first) >= 0 || day.compareTo(last) <= 0;
  }

  /** As it is written in a site. */
  @Override
  public String toString() {
    return "%s%s %s-%s"
        .formatted(written(first), first == last ? "" : "-" + written(last), time(from), time(to));
  }

  private static String written(DayOfWeek day) {
    return day.toString().substring(0, LETTERS).toLowerCase(Locale.ROOT);
  }

  private static String time(int minute) {
    return "%02d:%02d".formatted(minute / MINUTES_PER_HOUR, minute % MINUTES_PER_HOUR);
  }
}
