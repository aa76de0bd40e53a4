package pasvport.doctor.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.doctor.fact.Harmless;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object from another machine: what is asked for must be there and be of its kind, and what
 * is not asked for does not matter.
 */
public final class Shape {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** What is written here has six. */
  private static final int DEEPEST = 16;

  private final Map<?, ?> members;

  private Shape(Map<?, ?> members) {
    this.members = members;
  }

  /**
   * Reads one object; the caller bounds its length.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Shape parse(String json) {
    try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      var value = value(parser, 0);
      if (value instanceof Map<?, ?> map && parser.nextToken() == null) {
        return new Shape(map);
      }
      throw new IllegalArgumentException("one JSON object is expected");
    } catch (JacksonException e) {
      throw new IllegalArgumentException("that is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Of null it is said that it is not there. */
  private static Object value(JsonParser parser, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("the JSON is nested too deeply");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        var map = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var name = parser.currentName();
          parser.nextToken();
          if (parser.currentToken() != JsonToken.VALUE_NULL) {
            map.put(name, value(parser, depth + 1));
          }
        }
        yield map;
      }
      case START_ARRAY -> {
        var list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser, depth + 1));
        }
        yield list;
      }
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_STRING -> parser.getString();
      case null, default -> throw new IllegalArgumentException("the JSON ends too early");
    };
  }

  /** The same with another member, in the place of what had that name. */
  public Shape with(String name, double value) {
    var map = map();
    map.put(name, value);
    return new Shape(map);
  }

  /** As it came, for programs. */
  public Map<String, Object> map() {
    var map = new LinkedHashMap<String, Object>();
    members.forEach((name, value) -> map.put(String.valueOf(name), value));
    return map;
  }

  /** A text that may be shown: what would steer a terminal is taken out. */
  public String text(String name) {
    return maybeText(name).orElseThrow(() -> missing(name, "a text"));
  }

  /** The same, where it need not be there. */
  public Optional<String> maybeText(String name) {
    return maybeRaw(name).map(Harmless::of);
  }

  /** A text as it came, which must not be shown. */
  public Optional<String> maybeRaw(String name) {
    return one(name, String.class, "a text");
  }

  public double number(String name) {
    return one(name, Double.class, "a number").orElseThrow(() -> missing(name, "a number"));
  }

  /** False where nothing is said. */
  public boolean truth(String name) {
    return one(name, Boolean.class, "true or false").orElse(false);
  }

  public Optional<Shape> maybe(String name) {
    return one(name, Map.class, "an object").map(Shape::new);
  }

  /** The objects of a list; none where it is not there. */
  public Stream<Shape> list(String name) {
    return items(name, Map.class, "objects").map(Shape::new);
  }

  /** The texts of a list; none where it is not there. */
  public List<String> texts(String name) {
    return items(name, String.class, "texts").map(Harmless::of).toList();
  }

  /** The numbers of a list; none where it is not there. */
  public List<Integer> numbers(String name) {
    return items(name, Double.class, "numbers").map(Double::intValue).toList();
  }

  private <T> Optional<T> one(String name, Class<T> kind, String words) {
    var value = members.get(name);
    if (value != null && !kind.isInstance(value)) {
      throw new IllegalArgumentException("%s is not %s".formatted(name, words));
    }
    return Optional.ofNullable(value).map(kind::cast);
  }

  private <T> Stream<T> items(String name, Class<T> kind, String words) {
    List<?> list = one(name, List.class, "a list").orElse(List.of());
    if (!list.stream().allMatch(kind::isInstance)) {
      throw new IllegalArgumentException("%s is not a list of %s".formatted(name, words));
    }
    return list.stream().map(kind::cast);
  }

  private static IllegalArgumentException missing(String name, String words) {
    return new IllegalArgumentException("%s is missing: %s".formatted(name, words));
  }

  /** How a member of an enum is written. */
  public static String word(Enum<?> member) {
    return member.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The member that is written so. */
  public static <E extends Enum<E>> E member(Class<E> kind, String word) {
    return Arrays.stream(kind.getEnumConstants())
        .filter(member -> word(member).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s is none of %s"
                    .formatted(
                        word, Arrays.stream(kind.getEnumConstants()).map(Shape::word).toList())));
  }
}
