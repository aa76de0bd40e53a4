package pasvport.doctor.explain.format;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The head of a W3C extended log, which names the columns of the lines behind it. */
final class W3c {

  private static final String FIELDS = "#Fields:";

  /** The directives of the extended log file format, and those that Microsoft has added. */
  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "#(Version|Fields|Software|Start-Date|End-Date|Date|Remark|Time Format): ?.*");

  private List<String> columns = List.of();

  /** Takes a line of the head; false if the line is none. */
  boolean takes(String line) {
    if (line.startsWith(FIELDS)) {
      columns = List.of(line.substring(FIELDS.length()).strip().split(" +"));
    }
    return DIRECTIVE.matcher(line).matches();
  }

  /** Whether the head names this column. */
  boolean has(String column) {
    return columns.contains(column);
  }

  /** The values of a line by column; without those that are written as {@code -}. */
  Optional<Map<String, String>> row(String line) {
    var values = line.split(" ", -1);
    if (columns.isEmpty() || values.length < columns.size()) {
      return Optional.empty();
    }
    var row = new HashMap<String, String>();
    for (var index = 0; index < columns.size(); index++) {
      if (!values[index].equals("-")) {
        row.putIfAbsent(columns.get(index), values[index]);
      }
    }
    return Optional.of(row);
  }
}
