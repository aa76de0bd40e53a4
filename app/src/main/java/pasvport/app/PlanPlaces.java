package pasvport.app;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Where a plan's keys stand in the site file.
 *
 * @param file the site file; empty without one
 * @param lines of the keys that are written
 */
record PlanPlaces(Optional<String> file, Map<String, Integer> lines) {

  PlanPlaces {
    lines = Map.copyOf(lines);
  }

  /** The line of the key, or of the nearest one above it that is written. */
  OptionalInt line(String key) {
    return Stream.iterate(key, each -> !each.isEmpty(), PlanPlaces::above)
        .filter(lines::containsKey)
        .mapToInt(each -> lines.getOrDefault(each, 0))
        .findFirst();
  }

  /** {@code passive.ports:12}, or that what holds is the standard value. */
  String of(String key) {
    OptionalInt line = line(key);
    return line.isPresent() ? key + ":" + line.getAsInt() : key + " (standard)";
  }

  /** {@code pasvport.yaml:12: passive.ports}, as messages begin. */
  String message(String key) {
    OptionalInt line = line(key);
    return file.orElse("built-in site")
        + (line.isPresent() ? ":" + line.getAsInt() : "")
        + ": "
        + key;
  }

  private static String above(String key) {
    return key.substring(0, Math.max(0, Math.max(key.lastIndexOf('.'), key.lastIndexOf('['))));
  }
}
