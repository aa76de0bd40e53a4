package pasvport.site;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One key in which two sites differ.
 *
 * @param key the key's path, such as {@code passive.address-for[0].clients}
 * @param before its value in the one, as it would be written; {@code none} if absent
 * @param after its value in the other
 */
public record SiteChange(String key, String before, String after) {

  /** What a log line can take; the rest of a long list is counted. */
  private static final int MOST_ITEMS = 10;

  private static final String NONE = "none";

  private static final long MILLIS_A_SECOND = 1000;
  private static final long SECONDS_A_MINUTE = 60;
  private static final long MINUTES_AN_HOUR = 60;

  /** All keys in which the sites differ, in the order of the reference. */
  public static List<SiteChange> between(Site before, Site after) {
    var changes = new ArrayList<SiteChange>();
    compare(Shape.Section.of(Site.class), "", before, after, changes);
    return List.copyOf(changes);
  }

  private static void compare(
      Shape.Section section, String path, Record before, Record after, List<SiteChange> changes) {
    for (var field : section.fields()) {
      compare(
          field.shape(),
          path + field.name(),
          section.value(before, field),
          section.value(after, field),
          changes);
    }
  }

  private static void compare(
      Shape shape, String key, Object before, Object after, List<SiteChange> changes) {
    if (before.equals(after)) {
      return;
    }
    if (shape instanceof Shape.Section section
        && before instanceof Record one
        && after instanceof Record other) {
      compare(section, key + ".", one, other, changes);
    } else if (shape instanceof Shape.OptionalOf(Shape.Section inner)) {
      var standard = inner.defaults(inner.type());
      compare(inner, key, orElse(before, standard), orElse(after, standard), changes);
    } else if (shape instanceof Shape.ListOf(Shape.Section entry)
        && before instanceof List<?> ones
        && after instanceof List<?> others
        && ones.size() == others.size()) {
      for (var index = 0; index < ones.size(); index++) {
        compare(entry, key + "[" + index + "]", ones.get(index), others.get(index), changes);
      }
    } else {
      changes.add(new SiteChange(key, written(before), written(after)));
    }
  }

  private static Object orElse(Object optional, Record standard) {
    return optional instanceof Optional<?> present && present.isPresent()
        ? present.get()
        : standard;
  }

  private static String written(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(SiteChange::written).orElse(NONE);
      case List<?> list when list.isEmpty() -> NONE;
      case List<?> list when list.getFirst() instanceof Record && isSection(list.getFirst()) ->
          list.size() + (list.size() == 1 ? " entry" : " entries");
      case List<?> list ->
          list.stream().limit(MOST_ITEMS).map(SiteChange::written).collect(Collectors.joining(", "))
              + (list.size() > MOST_ITEMS ? " and " + (list.size() - MOST_ITEMS) + " more" : "");
      case Duration duration -> written(duration);
      case InetAddress address -> HostText.written(address);
      case Enum<?> constant -> ValueType.written(constant);
      default -> value.toString();
    };
  }

  private static boolean isSection(Object value) {
    return !ValueType.isValue(value.getClass()) && !(value instanceof Advertise);
  }

  private static String written(Duration duration) {
    var millis = duration.toMillis();
    if (millis % MILLIS_A_SECOND != 0) {
      return millis + "ms";
    }
    var seconds = millis / MILLIS_A_SECOND;
    if (seconds % SECONDS_A_MINUTE != 0) {
      return seconds + "s";
    }
    var minutes = seconds / SECONDS_A_MINUTE;
    return minutes % MINUTES_AN_HOUR == 0 ? minutes / MINUTES_AN_HOUR + "h" : minutes + "m";
  }

  /** {@code passive.ports: 50000-50009 → 50000-50019}. */
  @Override
  public String toString() {
    return key + ": " + before + " → " + after;
  }
}
