package pasvport.doctor.explain.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is known to go wrong with certain versions, from the table {@code traps.txt} beside this
 * class; each with its source.
 */
public final class Traps {

  private static final String TABLE = "traps.txt";
  private static final String OPEN = "-";
  private static final int COLUMNS = 5;

  /**
   * A row of the table.
   *
   * @param from the first version that has it
   * @param before the first that has it no more
   */
  record Trap(String name, String from, String before, String text, String source) {
    boolean isIn(String version) {
      return (from.equals(OPEN) || compare(version, from) >= 0)
          && (before.equals(OPEN) || compare(version, before) < 0);
    }
  }

  private Traps() {}

  /**
   * The traps of these versions, a sentence each.
   *
   * @param versions by package, as Debian writes them; {@code linux} is the kernel
   */
  public static List<String> of(Map<String, String> versions) {
    return table().stream()
        .filter(trap ->
            versions.containsKey(trap.name()) && trap.isIn(upstream(versions.get(trap.name()))))
        .map(trap ->
            "%s %s: %s (%s)"
                .formatted(trap.name(), versions.get(trap.name()), trap.text(), trap.source()))
        .toList();
  }

  static List<Trap> table() {
    try (var in = Objects.requireNonNull(Traps.class.getResourceAsStream(TABLE), TABLE);
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" \\| ", -1))
          .map(columns -> {
            if (columns.length != COLUMNS) {
              throw new IllegalStateException(TABLE + ": " + String.join(" | ", columns));
            }
            return new Trap(columns[0], columns[1], columns[2], columns[3], columns[4]);
          })
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without Debian's epoch and revision. */
  private static String upstream(String version) {
    var withoutEpoch = version.substring(version.indexOf(':') + 1);
    var dash = withoutEpoch.indexOf('-');
    return dash < 0 ? withoutEpoch : withoutEpoch.substring(0, dash);
  }

  /** By the numbers in them, from the left; a missing one is 0. */
  private static int compare(String one, String other) {
    return Arrays.compare(numbers(one), numbers(other));
  }

  private static long[] numbers(String version) {
    var parts =
        Arrays.stream(version.split("[^0-9]+", -1))
            .filter(part -> !part.isEmpty() && part.length() < 10)
            .mapToLong(Long::parseLong)
            .toArray();
    return Arrays.copyOf(parts, Math.max(parts.length, 4));
  }
}
