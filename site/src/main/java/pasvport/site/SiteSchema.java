package pasvport.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** The JSON Schema of {@code pasvport.yaml}, for editors; made of the same keys as the loader. */
public final class SiteSchema {

  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private SiteSchema() {}

  /**
   * The schema as JSON text, indented (JSON Schema draft 2020-12).
   *
   * <p>It accepts every site that the loader accepts. What depends on several keys or on the host,
   * such as a range that contains a listener, is for the loader alone.
   */
  public static String json() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("$schema", DIALECT);
    schema.put("title", "Pasvport site");
    schema.put("description", "pasvport.yaml: what Pasvport listens on, what stands behind it.");
    schema.putAll(schemaOf(Shape.Section.of(Site.class), false));
    return Json.write(schema) + "\n";
  }

  private static SequencedMap<String, Object> schemaOf(Shape shape, boolean nonEmpty) {
    return switch (shape) {
      case Shape.Scalar(var type) -> scalar(type);
      case Shape.OptionalOf(var item) -> schemaOf(item, nonEmpty);
      case Shape.ListOf(Shape.Scalar(var type)) -> oneOrMany(scalar(type), nonEmpty);
      case Shape.ListOf(var item) -> many(schemaOf(item, nonEmpty), nonEmpty);
      case Shape.Section section -> section(section);
    };
  }

  private static SequencedMap<String, Object> scalar(ValueType<?> type) {
    var schema = new LinkedHashMap<String, Object>();
    var types =
        Stream.of(ValueType.Scalar.values())
            .filter(type.scalars()::contains)
            .map(scalar -> scalar.name().toLowerCase(Locale.ROOT))
            .toList();
    schema.put("type", types.size() == 1 ? types.getFirst() : types);
    if (!type.choices().isEmpty()) {
      schema.put("enum", type.choices());
    }
    if (!type.pattern().isEmpty()) {
      schema.put("pattern", type.pattern());
    }
    if (type.scalars().contains(ValueType.Scalar.INTEGER)) {
      schema.put("minimum", type.min());
      schema.put("maximum", type.max());
    }
    return schema;
  }

  private static SequencedMap<String, Object> oneOrMany(
      Map<String, Object> item, boolean nonEmpty) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("anyOf", List.of(item, many(item, nonEmpty)));
    return schema;
  }

  private static SequencedMap<String, Object> many(Map<String, Object> item, boolean nonEmpty) {
    var many = new LinkedHashMap<String, Object>();
    many.put("type", "array");
    many.put("items", item);
    if (nonEmpty) {
      many.put("minItems", 1);
    }
    many.put("maxItems", Shape.MOST_ENTRIES);
    return many;
  }

  private static SequencedMap<String, Object> section(Shape.Section section) {
    var required =
        section.fields().stream().filter(Shape.Field::required).map(Shape.Field::name).toList();
    var properties = new LinkedHashMap<String, Object>();
    section.fields().forEach(field -> properties.put(field.name(), property(field)));
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", required.isEmpty() ? List.of("object", "null") : "object");
    schema.put("additionalProperties", false);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("properties", properties);
    return schema;
  }

  private static SequencedMap<String, Object> property(Shape.Field field) {
    var schema = new LinkedHashMap<String, Object>();
    var allowed = field.shape().allowed();
    schema.put(
        "description",
        field.key().value() + (allowed.isEmpty() ? "" : " Allowed: " + allowed + "."));
    if (!field.key().standard().isEmpty()) {
      schema.put("default", standard(field.shape(), field.key().standard()));
    }
    schema.putAll(schemaOf(field.shape(), field.key().nonEmpty()));
    return schema;
  }

  private static Object standard(Shape shape, String text) {
    return switch (shape) {
      case Shape.Scalar(var type) when type.scalars().contains(ValueType.Scalar.BOOLEAN) ->
          Boolean.parseBoolean(text);
      case Shape.Scalar(var type)
          when type.scalars().contains(ValueType.Scalar.INTEGER) && PortRange.isDigits(text) ->
          Long.parseLong(text);
      case Shape.ListOf(var item) -> standard(item, text);
      case Shape.Scalar _, Shape.OptionalOf _, Shape.Section _ -> text;
    };
  }
}
