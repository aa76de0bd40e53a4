package pasvport.site;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Maps, lists, texts, numbers and truth values as indented JSON (RFC 8259). */
public final class Json {

  private static final String STEP = "  ";

  private Json() {}

  /** The value as JSON; keys in the order of the map. */
  public static String write(Object value) {
    return write(value, "\n");
  }

  private static String write(Object value, String newLine) {
    return switch (value) {
      case Map<?, ?> map -> {
        var inner = newLine + STEP;
        yield map.entrySet().stream()
            .map(entry ->
                inner
                    + text(String.valueOf(entry.getKey()))
                    + ": "
                    + write(entry.getValue(), inner))
            .collect(Collectors.joining(",", "{", newLine + "}"));
      }
      case List<?> list ->
          list.stream()
              .map(item -> write(item, newLine + STEP))
              .collect(Collectors.joining(", ", "[", "]"));
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> text(value.toString());
    };
  }

  private static String text(String value) {
    var json = new StringBuilder("\"");
    for (var index = 0; index < value.length(); index++) {
      var c = value.charAt(index);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        default -> {
          // What would steer a terminal, or turn the text around, is shown and not done.
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
