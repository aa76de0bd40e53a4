package pasvport.doctor.explain.format;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A log line that is one JSON object: its plain values by name, those of inner objects too. */
final class JsonLine {

  private static final JsonFactory FACTORY = new JsonFactory();

  /** No log known here has more than three; a hostile line has as many as fit. */
  private static final int DEEPEST = 8;

  private JsonLine() {}

  /** The values; the first one counts where a name comes twice. */
  static Optional<Map<String, String>> values(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    var values = new HashMap<String, String>();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
      var depth = 0;
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > DEEPEST) {
          return Optional.empty();
        }
        if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
          var name = parser.currentName();
          if (name != null) {
            values.putIfAbsent(name, parser.getString());
          }
        }
      }
      return depth == 0 ? Optional.of(values) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
