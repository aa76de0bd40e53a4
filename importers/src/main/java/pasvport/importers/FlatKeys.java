package pasvport.importers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * Values by path, such as {@code ftpd.bindings.0.port}, read from JSON, YAML, TOML or environment
 * variables; keys are in lower case, and what is put later holds.
 */
final class FlatKeys {

  /** A value and where it stands. */
  record Written(String value, Origin at) {}

  /** Far deeper than any configuration. */
  private static final int DEEPEST = 32;

  /** More than any configuration says; aliases that multiply would go on for ever. */
  private static final int MOST_VALUES = 100_000;

  private static final Pattern VARIABLE =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");

  private final Map<String, Written> written = new TreeMap<>();
  private int nodes;

  Optional<Written> at(String path) {
    return Optional.ofNullable(written.get(path));
  }

  /** The indices of a list's entries. */
  List<Integer> indices(String list) {
    var indices = new TreeSet<Integer>();
    for (var key : written.keySet()) {
      if (key.startsWith(list + ".")) {
        Numbers.of(key.substring(list.length() + 1).split("\\.", 2)[0]).ifPresent(indices::add);
      }
    }
    return List.copyOf(indices);
  }

  /** YAML, and JSON, which is a part of it. */
  void takeYaml(Source source) throws ImportException {
    var settings =
        LoadSettings.builder()
            .setCodePointLimit(Disk.LONGEST)
            .setUseMarks(true)
            .setMaxAliasesForCollections(50)
            .build();
    try {
      var root = new Compose(settings).composeString(source.text());
      if (root.isPresent()) {
        take("", root.get(), source, 0);
      }
    } catch (MarkedYamlEngineException e) {
      var line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw new ImportException(
          source.at(line),
          "this is neither JSON nor YAML, or its end is missing: "
              + String.valueOf(e.getProblem()).replaceAll("\\s+", " "));
    } catch (YamlEngineException | StackOverflowError e) {
      throw new ImportException(
          source.whole(),
          "this is neither JSON nor YAML: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private void take(String path, Node node, Source source, int depth) throws ImportException {
    var at = node.getStartMark().map(mark -> source.at(mark.getLine() + 1)).orElse(source.whole());
    if (depth > DEEPEST || ++nodes > MOST_VALUES) {
      throw new ImportException(
          at,
          depth > DEEPEST ? "this is nested too deeply" : "this says more than any server needs");
    }
    switch (node) {
      case ScalarNode scalar -> written.put(path, new Written(scalar.getValue(), at));
      case SequenceNode sequence -> {
        for (var index = 0; index < sequence.getValue().size(); index++) {
          take(path + "." + index, sequence.getValue().get(index), source, depth + 1);
        }
      }
      case MappingNode mapping -> {
        for (var entry : mapping.getValue()) {
          if (entry.getKeyNode() instanceof ScalarNode key) {
            take(join(path, key.getValue()), entry.getValueNode(), source, depth + 1);
          }
        }
      }
      default -> {
        // a kind of node that no configuration has
      }
    }
  }

  void takeToml(Source source) throws ImportException {
    try {
      takeToml(Toml.parse(source.text()), source);
    } catch (StackOverflowError e) { // the parser recurses
      throw new ImportException(source.whole(), "this is nested too deeply");
    }
  }

  private void takeToml(TomlParseResult parsed, Source source) throws ImportException {
    if (parsed.hasErrors()) {
      var error = parsed.errors().getFirst();
      throw new ImportException(
          source.at(error.position().line()),
          "this is not TOML, or its end is missing: " + error.getMessage());
    }
    take("", parsed, source);
  }

  private void take(String path, TomlTable table, Source source) {
    for (var key : table.keySet()) {
      var at = Optional.ofNullable(table.inputPositionOf(List.of(key)));
      take(join(path, key), table.get(List.of(key)), source, at.map(p -> p.line()).orElse(0));
    }
  }

  private void take(String path, @Nullable Object value, Source source, int line) {
    switch (value) {
      case TomlTable table -> take(path, table, source);
      case TomlArray array -> {
        for (var index = 0; index < array.size(); index++) {
          take(path + "." + index, array.get(index), source, array.inputPositionOf(index).line());
        }
      }
      case null -> {}
      default -> written.put(path, new Written(value.toString(), source.at(line)));
    }
  }

  /**
   * Variables such as {@code SFTPGO_FTPD__BINDINGS__0__PORT=2121}.
   *
   * @param prefix which those that matter begin with
   */
  void takeEnvironment(Source source, String prefix) throws ImportException {
    for (var line : source.lines()) {
      var text = line.text().strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      var matcher = VARIABLE.matcher(text);
      if (!matcher.matches()) {
        throw new ImportException(
            line.at(), "%s is no variable; expected NAME=value".formatted(Quotes.shown(text)));
      }
      if (matcher.group(1).startsWith(prefix)) {
        var path = new ArrayList<String>();
        for (var part : matcher.group(1).substring(prefix.length()).split("__", -1)) {
          path.add(part.toLowerCase(Locale.ROOT));
        }
        written.put(
            String.join(".", path),
            new Written(Quotes.without(matcher.group(2).strip()), line.at()));
      }
    }
  }

  private static String join(String path, String key) {
    var lower = key.toLowerCase(Locale.ROOT);
    return path.isEmpty() ? lower : path + "." + lower;
  }
}
