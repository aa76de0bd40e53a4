package pasvport.site;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What can stand in a place of {@code pasvport.yaml}, read off the records and their {@link Key}s;
 * the loader, the schema and the reference all walk it.
 */
sealed interface Shape {

  /** Entries of a list: all of them are looked at for each client, so there must be an end. */
  int MOST_ENTRIES = 10_000;

  /** What may be written here, in words; empty for a section, whose keys say it. */
  default String allowed() {
    return switch (this) {
      case Scalar(var type) -> type.allowed();
      case OptionalOf(var item) -> item.allowed();
      case ListOf(Section _) -> "a list whose entries have keys of their own";
      case ListOf(var item) -> "one or a list of: " + item.allowed();
      case Section _ -> "";
    };
  }

  /** A value without parts. */
  record Scalar(ValueType<?> type) implements Shape {}

  /** Any number of the same; one alone may stand without list marks. */
  record ListOf(Shape item) implements Shape {}

  /** A value that may be absent. */
  record OptionalOf(Shape item) implements Shape {}

  /** Keys with a shape each: a record. */
  record Section(Class<? extends Record> type, List<Field> fields) implements Shape {

    static Section of(Class<? extends Record> type) {
      return new Section(type, Arrays.stream(type.getRecordComponents()).map(Field::of).toList());
    }

    /** The key of this name. */
    Optional<Field> field(String name) {
      return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** What a record of this section says under a key. */
    Object value(Record of, Field field) {
      try {
        return type.getRecordComponents()[fields.indexOf(field)].getAccessor().invoke(of);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(type + " cannot be read", e);
      }
    }

    /** The record that holds when not one of the keys is written. */
    <R extends Record> R defaults(Class<R> as) {
      return as.cast(build(fields.stream().map(Field::standard).toList()));
    }

    /** The record with these values, one for each field. */
    Record build(List<Object> values) {
      try {
        return constructor().newInstance(values.toArray());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(type + " cannot be made", e);
      }
    }

    private Constructor<? extends Record> constructor() throws NoSuchMethodException {
      return type.getDeclaredConstructor(
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new));
    }
  }

  /**
   * A key.
   *
   * @param name as it is written
   * @param key its declaration
   * @param shape what stands after it
   */
  record Field(String name, Key key, Shape shape) {

    static Field of(RecordComponent component) {
      var key =
          Objects.requireNonNull(
              component.getAnnotation(Key.class), () -> component + " lacks its @Key");
      return new Field(dashed(component.getName()), key, shapeOf(component.getGenericType(), key));
    }

    /** Whether the key must be written. */
    boolean required() {
      return switch (shape) {
        case Scalar _ -> key.standard().isEmpty();
        case ListOf _ -> key.standard().isEmpty() && key.nonEmpty();
        case OptionalOf _, Section _ -> false;
      };
    }

    /** What holds when the key is left out. */
    Object standard() {
      return switch (shape) {
        case Scalar(var type) -> type.parse().apply(key.standard());
        case ListOf(Scalar(var type)) when !key.standard().isEmpty() ->
            List.of(type.parse().apply(key.standard()));
        case ListOf _ -> List.of();
        case OptionalOf _ -> Optional.empty();
        case Section section -> section.defaults(section.type);
      };
    }

    private static Shape shapeOf(Type type, Key key) {
      return switch (type) {
        case ParameterizedType list when list.getRawType() == List.class ->
            new ListOf(shapeOf(list.getActualTypeArguments()[0], key));
        case ParameterizedType optional when optional.getRawType() == Optional.class ->
            new OptionalOf(shapeOf(optional.getActualTypeArguments()[0], key));
        case Class<?> value when ValueType.isValue(value) -> new Scalar(ValueType.of(value, key));
        case Class<?> record when record.isRecord() -> Section.of(record.asSubclass(Record.class));
        default -> throw new IllegalStateException(type + " cannot stand in a site");
      };
    }

    private static String dashed(String camelCase) {
      return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
  }
}
