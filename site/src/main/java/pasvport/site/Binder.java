package pasvport.site;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Makes records of nodes. What cannot be read is reported, and the standard value stands in for it
 * so that one run finds all problems.
 */
final class Binder {

  private final Shape.Section root;
  private final Findings findings;

  Binder(Shape.Section root, Findings findings) {
    this.root = root;
    this.findings = findings;
  }

  /** The record at the root of the tree; the standard one if there is none, or none that fits. */
  <R extends Record> R bind(Optional<Node> tree, Class<R> as) {
    return tree.flatMap(node -> section(root, node, ""))
        .map(as::cast)
        .orElseGet(() -> root.defaults(as));
  }

  /** The record that the node describes; empty if that was reported to be impossible. */
  private Optional<Record> section(Shape.Section section, Node node, String path) {
    var nodes = new HashMap<String, Node>();
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(entry -> take(section, entry, path, nodes));
    } else if (!isNothing(node)) { // all keys commented out leave nothing, and mean no more
      findings.error(Findings.Place.of(node), path, "found " + found(node) + keysOf(section));
      return Optional.empty();
    }
    var values = new ArrayList<Object>();
    for (var field : section.fields()) {
      field(field, nodes.get(field.name()), node, path).ifPresent(values::add);
    }
    return values.size() == section.fields().size()
        ? Optional.of(section.build(values))
        : Optional.empty();
  }

  /** Puts the entry's node among the others if its key is known and new. */
  private void take(Shape.Section section, NodeTuple entry, String path, Map<String, Node> nodes) {
    var place = Findings.Place.of(entry.getKeyNode());
    if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
      findings.error(place, path, "a key must be a word" + keysOf(section));
      return;
    }
    var name = keyNode.getValue();
    var key = join(path, Quoted.text(name));
    if (section.field(name).isEmpty()) {
      var meant = Suggestion.of(name, section, root);
      findings.error(
          place,
          key,
          "this key is unknown"
              + meant.map(nearest -> " (did you mean " + nearest + "?)").orElse("")
              + keysOf(section));
      return;
    }
    var first = nodes.putIfAbsent(name, entry.getValueNode());
    if (first != null) {
      findings.error(
          place,
          key,
          "this key stands twice, before in line %d: remove one"
              .formatted(Findings.Place.of(first).line()));
    }
  }

  private Optional<Object> field(Shape.Field field, @Nullable Node node, Node parent, String path) {
    var key = join(path, field.name());
    if (node != null) {
      findings.found(key, Findings.Place.of(node));
      var value = value(field.shape(), field.key(), node, key);
      return value.isPresent() || field.required() ? value : Optional.of(field.standard());
    }
    if (field.required()) {
      findings.error(
          Findings.Place.of(parent), key, "this key is missing" + allowed(field.shape()));
      return Optional.empty();
    }
    return Optional.of(field.standard());
  }

  private Optional<Object> value(Shape shape, Key key, Node node, String path) {
    return switch (shape) {
      case Shape.Scalar(var type) -> scalar(type, node, path);
      case Shape.OptionalOf(var item) -> value(item, key, node, path).map(Optional::of);
      case Shape.ListOf(var item) -> list(item, key, node, path);
      case Shape.Section section -> section(section, node, path).map(Object.class::cast);
    };
  }

  private Optional<Object> list(Shape item, Key key, Node node, String path) {
    if (isNothing(node)) {
      findings.error(
          Findings.Place.of(node), path, "a value is missing; none at all is written []");
      return Optional.empty();
    }
    if (!(node instanceof SequenceNode sequence)) {
      if (item instanceof Shape.Scalar(var type)) { // one alone may stand without list marks
        return scalar(type, node, path).map(List::of);
      }
      findings.error(
          Findings.Place.of(node),
          path,
          "found " + found(node) + ", but a list must stand here: begin each entry with -");
      return Optional.empty();
    }
    var nodes = sequence.getValue();
    if (nodes.isEmpty() && key.nonEmpty()) {
      findings.error(Findings.Place.of(node), path, "at least one must stand here" + allowed(item));
      return Optional.empty();
    }
    if (nodes.size() > Shape.MOST_ENTRIES) {
      findings.error(
          Findings.Place.of(node),
          path,
          "%d entries are too many. Allowed: up to %d".formatted(nodes.size(), Shape.MOST_ENTRIES));
      return Optional.empty();
    }
    var values = new ArrayList<Object>();
    for (var index = 0; index < nodes.size(); index++) {
      var at = path + "[" + index + "]";
      findings.found(at, Findings.Place.of(nodes.get(index)));
      value(item, key, nodes.get(index), at).ifPresent(values::add);
    }
    return values.size() == nodes.size() ? Optional.of(values) : Optional.empty();
  }

  private Optional<Object> scalar(ValueType<?> type, Node node, String path) {
    var place = Findings.Place.of(node);
    if (isNothing(node)) {
      findings.error(
          place, path, "a value is missing: write one or remove the key" + allowed(type));
      return Optional.empty();
    }
    if (!(node instanceof ScalarNode scalar) || !type.scalars().contains(kindOf(scalar))) {
      findings.error(place, path, "found " + found(node) + allowed(type));
      return Optional.empty();
    }
    try {
      return Optional.of(type.parse().apply(scalar.getValue()));
    } catch (IllegalArgumentException e) {
      findings.error(place, path, e.getMessage() + allowed(type));
      return Optional.empty();
    }
  }

  /** Nothing after the colon, or the word null. */
  private static boolean isNothing(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static ValueType.Scalar kindOf(ScalarNode node) {
    if (node.getTag().equals(Tag.INT)) {
      return ValueType.Scalar.INTEGER;
    }
    if (node.getTag().equals(Tag.FLOAT)) {
      return ValueType.Scalar.FRACTION;
    }
    return node.getTag().equals(Tag.BOOL) ? ValueType.Scalar.BOOLEAN : ValueType.Scalar.STRING;
  }

  private static String found(Node node) {
    return switch (node) {
      case ScalarNode scalar when scalar.getScalarStyle() == ScalarStyle.PLAIN ->
          Quoted.text(scalar.getValue());
      case ScalarNode scalar -> "the text \"" + Quoted.text(scalar.getValue()) + "\"";
      case SequenceNode _ -> "a list";
      default -> "keys";
    };
  }

  private static String allowed(Shape shape) {
    return ". Allowed: " + shape.allowed();
  }

  private static String allowed(ValueType<?> type) {
    return ". Allowed: " + type.allowed();
  }

  private static String keysOf(Shape.Section section) {
    return section.fields().stream()
        .map(Shape.Field::name)
        .collect(Collectors.joining(", ", ". Allowed keys: ", ""));
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
