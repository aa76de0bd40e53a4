package pasvport.site;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Writes a server's settings into the text of a site and leaves all else as it stands: the reader's
 * comments, layout and order. What comes out is to be parsed before it is used.
 */
public final class SiteEdit {

  /**
   * A key to write.
   *
   * @param key its name
   * @param value as YAML writes it, on one line
   * @param comment what stands behind it after {@code #}; may be empty
   */
  public record Entry(String key, String value, String comment) {

    private String line() {
      return key + ": " + value + (comment.isEmpty() ? "" : " # " + comment);
    }
  }

  /** A comment that says where a value came from, and may be replaced by a newer one. */
  private static final Pattern PROVENANCE =
      Pattern.compile("[ \\t]*# (default of [a-z-]+|\\S.*:[0-9]+(, [0-9]+)*)[ \\t]*");

  private static final String STEP = "  ";

  private record Change(int from, int to, String text) {}

  private final String text;
  private final String newline;
  private final Optional<MappingNode> root;
  private final List<Change> changes = new ArrayList<>();

  private SiteEdit(String text, Optional<MappingNode> root) {
    this.text = text;
    this.newline = text.contains("\r\n") ? "\r\n" : "\n";
    this.root = root;
  }

  /**
   * Writes {@code server-settings}, and {@code server} before it if the site has none.
   *
   * @param owned keys that are written by the entries or not at all; others stay
   * @throws SiteException if the text is written in a way that leaves no place for it
   */
  public static String settings(
      String text, String fileName, Entry server, List<Entry> entries, Set<String> owned)
      throws SiteException {
    var edit = of(text, fileName);
    var root = edit.root;
    var lines = new ArrayList<String>();
    if (root.isEmpty() || value(root.get(), "server").isEmpty()) {
      lines.add(server.line());
    }
    if (root.isEmpty()) {
      lines.addAll(block("server-settings", entries));
      return text
          + (text.isEmpty() || text.endsWith("\n") ? "" : edit.newline)
          + edit.joined(lines, "");
    }
    if (value(root.get(), "server-settings").isEmpty()) {
      lines.addAll(block("server-settings", entries));
      var before = tuple(root.get(), "server").orElse(root.get().getValue().getLast());
      edit.insertBehind(before, lines, "");
    } else {
      if (!lines.isEmpty()) {
        edit.insertBehind(root.get().getValue().getLast(), lines, "");
      }
      edit.section(root.get(), "server-settings", entries, owned);
    }
    return edit.applied();
  }

  /**
   * Writes {@code settings} of the entry of this name in {@code servers}, which is added if there
   * is none.
   *
   * @param address the key {@code address} of an entry that is added
   * @param owned as for {@link #settings}
   * @throws SiteException if the text is written in a way that leaves no place for it
   */
  public static String settingsOf(
      String text,
      String fileName,
      String name,
      Entry address,
      List<Entry> entries,
      Set<String> owned)
      throws SiteException {
    var edit = of(text, fileName);
    var added = new ArrayList<String>();
    added.add("- name: " + name);
    added.add(STEP + address.line());
    block("settings", entries).forEach(line -> added.add(STEP + line));
    var servers = edit.root.flatMap(root -> value(root, "servers"));
    if (servers.isEmpty()) {
      var lines = new ArrayList<String>();
      lines.add("servers:");
      added.forEach(line -> lines.add(STEP + line));
      if (edit.root.isEmpty()) {
        return text
            + (text.isEmpty() || text.endsWith("\n") ? "" : edit.newline)
            + edit.joined(lines, "");
      }
      edit.insertBehind(edit.root.get().getValue().getLast(), lines, "");
      return edit.applied();
    }
    if (!(servers.get() instanceof SequenceNode list) || list.getValue().isEmpty()) {
      throw unwritable(fileName, servers.get(), "servers is no list of entries; write one");
    }
    for (var entry : list.getValue()) {
      if (entry instanceof MappingNode mapping
          && value(mapping, "name")
              .filter(node -> node instanceof ScalarNode scalar && scalar.getValue().equals(name))
              .isPresent()) {
        edit.section(mapping, "settings", entries, owned);
        return edit.applied();
      }
    }
    if (list.getFlowStyle() == FlowStyle.FLOW) {
      throw unwritable(
          fileName, list, "servers is written in brackets; write each entry on lines of its own");
    }
    edit.changes.add(
        edit.insertion(
            edit.lineEnd(edit.end(list)), added, " ".repeat(column(list.getStartMark()))));
    return edit.applied();
  }

  private static SiteEdit of(String text, String fileName) throws SiteException {
    var findings = new Findings();
    var tree = Document.read(text, Site.LONGEST_FILE, findings);
    if (!findings.problems().isEmpty()) {
      throw new SiteException(fileName, findings.problems());
    }
    if (tree.isEmpty() || tree.get().getTag().equals(Tag.NULL)) {
      return new SiteEdit(text, Optional.empty());
    }
    if (tree.get() instanceof MappingNode mapping
        && mapping.getFlowStyle() == FlowStyle.BLOCK
        && !mapping.getValue().isEmpty()) {
      return new SiteEdit(text, Optional.of(mapping));
    }
    throw unwritable(
        fileName, tree.get(), "the site is written in braces; write each key on a line of its own");
  }

  private static SiteException unwritable(String fileName, Node node, String message) {
    var place = Findings.Place.of(node);
    return new SiteException(
        fileName,
        List.of(
            new Problem(
                Problem.Severity.ERROR,
                place.line(),
                place.column(),
                "",
                message + " to have it changed, or add what --print prints")));
  }

  /** Makes a section say these entries. */
  private void section(MappingNode parent, String key, List<Entry> entries, Set<String> owned) {
    var present = tuple(parent, key);
    if (parent.getFlowStyle() == FlowStyle.FLOW) {
      var flow =
          entries.stream()
              .map(entry -> entry.key + ": " + entry.value)
              .collect(Collectors.joining(", ", key + ": {", "}"));
      if (present.isPresent()) {
        changes.add(
            new Change(start(present.get().getKeyNode()), end(present.get().getValueNode()), flow));
      } else {
        var at = end(parent.getValue().getLast().getValueNode());
        changes.add(new Change(at, at, ", " + flow));
      }
      return;
    }
    var indent = " ".repeat(column(parent.getValue().getFirst().getKeyNode().getStartMark()));
    if (present.isEmpty()) {
      insertBehind(parent.getValue().getLast(), block(key, entries), indent);
    } else if (present.get().getValueNode() instanceof MappingNode section
        && section.getFlowStyle() == FlowStyle.BLOCK) {
      merge(section, entries, owned);
    } else { // nothing yet, or braces: the block comes behind the line, whose comment stays
      var at = end(present.get().getKeyNode());
      changes.add(new Change(at, end(present.get().getValueNode()), ":"));
      insertBehind(present.get(), block(key, entries).stream().skip(1).toList(), indent);
    }
  }

  private void merge(MappingNode section, List<Entry> entries, Set<String> owned) {
    var indent = " ".repeat(column(section.getValue().getFirst().getKeyNode().getStartMark()));
    var missing = new ArrayList<Entry>(entries);
    for (var tuple : section.getValue()) {
      var key = ((ScalarNode) tuple.getKeyNode()).getValue();
      var entry = entries.stream().filter(one -> one.key.equals(key)).findFirst();
      if (entry.isPresent()) {
        missing.remove(entry.get());
        replace(tuple, entry.get());
      } else if (owned.contains(key)) {
        changes.add(
            new Change(
                start(tuple.getKeyNode()) - column(tuple.getKeyNode().getStartMark()),
                nextLine(lineEnd(end(tuple.getValueNode()))),
                ""));
      }
    }
    insertBehind(section.getValue().getLast(), missing.stream().map(Entry::line).toList(), indent);
  }

  private void replace(NodeTuple tuple, Entry entry) {
    var from = start(tuple.getValueNode());
    var to = end(tuple.getValueNode());
    if (!text.substring(from, to).equals(entry.value)) {
      changes.add(new Change(end(tuple.getKeyNode()), to, ": " + entry.value));
    }
    var lineEnd = lineEnd(to);
    var rest = text.substring(to, lineEnd);
    if (!entry.comment.isEmpty() && (rest.isBlank() || PROVENANCE.matcher(rest).matches())) {
      changes.add(new Change(to, lineEnd, " # " + entry.comment));
    }
  }

  private static List<String> block(String key, List<Entry> entries) {
    var lines = new ArrayList<String>();
    lines.add(key + ":");
    entries.forEach(entry -> lines.add(STEP + entry.line()));
    return lines;
  }

  private void insertBehind(NodeTuple tuple, List<String> lines, String indent) {
    if (!lines.isEmpty()) {
      changes.add(insertion(lineEnd(end(tuple.getValueNode())), lines, indent));
    }
  }

  private Change insertion(int lineEnd, List<String> lines, String indent) {
    var next = nextLine(lineEnd);
    return next == lineEnd // the last line has no end
        ? new Change(lineEnd, lineEnd, newline + joined(lines, indent))
        : new Change(next, next, joined(lines, indent));
  }

  private String joined(List<String> lines, String indent) {
    return lines.stream().map(line -> indent + line + newline).collect(Collectors.joining());
  }

  private String applied() {
    var edited = new StringBuilder(text);
    changes.stream()
        .sorted(Comparator.comparingInt(Change::from).thenComparingInt(Change::to).reversed())
        .forEach(change -> edited.replace(change.from, change.to, change.text));
    return edited.toString();
  }

  private static Optional<NodeTuple> tuple(MappingNode mapping, String key) {
    return mapping.getValue().stream()
        .filter(one -> one.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key))
        .findFirst();
  }

  private static Optional<Node> value(MappingNode mapping, String key) {
    return tuple(mapping, key).map(NodeTuple::getValueNode);
  }

  private static int column(Optional<Mark> mark) {
    return mark.orElseThrow().getColumn();
  }

  private int start(Node node) {
    return offset(node.getStartMark().orElseThrow());
  }

  /** Where the node's own text ends; a block's mark stands behind the comments after it. */
  private int end(Node node) {
    if (node instanceof CollectionNode<?> collection
        && collection.getFlowStyle() == FlowStyle.BLOCK
        && !collection.getValue().isEmpty()) {
      return switch (collection) {
        case MappingNode mapping -> end(mapping.getValue().getLast().getValueNode());
        case SequenceNode sequence -> end(sequence.getValue().getLast());
        default -> offset(node.getEndMark().orElseThrow());
      };
    }
    return offset(node.getEndMark().orElseThrow());
  }

  /** Marks count code points. */
  private int offset(Mark mark) {
    return text.offsetByCodePoints(0, mark.getIndex());
  }

  private int lineEnd(int from) {
    var end = text.indexOf(newline, from);
    return end < 0 ? text.length() : end;
  }

  private int nextLine(int lineEnd) {
    return lineEnd == text.length() ? lineEnd : lineEnd + newline.length();
  }
}
