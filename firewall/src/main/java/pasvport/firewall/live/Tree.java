package pasvport.firewall.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** A value of JSON (RFC 8259). */
sealed interface Tree {

  record Members(Map<String, Tree> byName) implements Tree {}

  record Elements(List<Tree> all) implements Tree {}

  /** A text, or a number or a name as it is written. */
  record Leaf(String text) implements Tree {}

  /** Reads the value that the parser stands before. */
  static Tree read(JsonParser parser) {
    return readAt(parser, parser.nextToken());
  }

  /** Reads the value of which the parser has the first token. */
  static Tree readAt(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> {
        var members = new LinkedHashMap<String, Tree>();
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
          members.put(name, read(parser));
        }
        yield new Members(members);
      }
      case START_ARRAY -> {
        var elements = new ArrayList<Tree>();
        for (var next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          elements.add(readAt(parser, next));
        }
        yield new Elements(elements);
      }
      case NOT_AVAILABLE,
          END_OBJECT,
          END_ARRAY,
          PROPERTY_NAME,
          VALUE_EMBEDDED_OBJECT,
          VALUE_STRING,
          VALUE_NUMBER_INT,
          VALUE_NUMBER_FLOAT,
          VALUE_TRUE,
          VALUE_FALSE,
          VALUE_NULL ->
          new Leaf(parser.getString());
    };
  }

  /** A member of an object; without it, or of anything else, an empty text. */
  default Tree at(String name) {
    return this instanceof Members(var members)
        ? members.getOrDefault(name, new Leaf(""))
        : new Leaf("");
  }

  default boolean has(String name) {
    return this instanceof Members(var members) && members.containsKey(name);
  }

  /** The elements of a list, or this alone. */
  default List<Tree> elements() {
    return this instanceof Elements(var all) ? all : List.of(this);
  }

  /** The text of a leaf; anything else, in words. */
  default String text() {
    return switch (this) {
      case Leaf(String text) -> text;
      case Elements(var all) -> all.stream().map(Tree::text).collect(Collectors.joining(" "));
      case Members(var members) ->
          members.entrySet().stream()
              .map(each -> each.getKey() + " " + each.getValue().text())
              .collect(Collectors.joining(" "));
    };
  }

  /** The name of the first member: what an expression or statement is. */
  default String kind() {
    return this instanceof Members(var members) && !members.isEmpty()
        ? members.keySet().iterator().next()
        : "";
  }
}
