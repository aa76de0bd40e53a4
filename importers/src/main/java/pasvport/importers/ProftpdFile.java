package pasvport.importers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import pasvport.importers.ProftpdItem.Block;
import pasvport.importers.ProftpdItem.Directive;

/** Reads ProFTPD's files, with those that they include, into blocks and directives. */
final class ProftpdFile {

  /** Blocks in blocks, and files in files: far more than any configuration has. */
  private static final int DEEPEST = 32;

  private final Disk disk;
  private final Result result;
  private final Deque<String> reading = new ArrayDeque<>();
  private final Deque<Block> open = new ArrayDeque<>();

  ProftpdFile(Disk disk, Result result) {
    this.disk = disk;
    this.result = result;
  }

  /** All that stands in the file, as one block without a name. */
  Block read(Source source) throws ImportException {
    var root = new Block("", List.of(), source.whole(), new ArrayList<>());
    open.push(root);
    take(source);
    if (open.size() > 1) {
      var block = open.element();
      throw new ImportException(
          block.at(),
          "<%s> is not closed; expected </%s> before the end"
              .formatted(block.name(), block.name()));
    }
    return root;
  }

  private void take(Source source) throws ImportException {
    reading.push(source.name());
    var whole = new StringBuilder();
    var first = source.whole();
    for (var line : source.lines()) {
      first = whole.isEmpty() ? line.at() : first;
      var text = line.text().stripTrailing();
      if (text.endsWith("\\") && !text.stripLeading().startsWith("#")) {
        whole.append(text, 0, text.length() - 1).append(' ');
      } else {
        take(whole.append(text).toString().strip(), first);
        whole.setLength(0);
      }
    }
    if (!whole.isEmpty()) {
      throw new ImportException(
          first, "a line that \\ continues is the last one; expected its end");
    }
    if (source.endsWithinLine()) {
      LineEnds.warn(source, result);
    }
    reading.pop();
  }

  private void take(String line, Origin at) throws ImportException {
    var words = words(line, at);
    if (words.isEmpty()) {
      return;
    }
    if (line.startsWith("</")) {
      close(name(line.substring(2), at), at);
    } else if (line.startsWith("<")) {
      if (!line.endsWith(">")) {
        throw new ImportException(
            at, "%s has no >; expected it at the end of the line".formatted(Quotes.shown(line)));
      }
      open(words(line.substring(1, line.length() - 1), at), at);
    } else if (words.getFirst().equalsIgnoreCase("include")) {
      include(words, at);
    } else {
      open.element()
          .items()
          .add(new Directive(lower(words.getFirst()), words.subList(1, words.size()), at));
    }
  }

  private static String name(String closing, Origin at) throws ImportException {
    if (!closing.endsWith(">")) {
      throw new ImportException(at, "</%s has no >".formatted(Quotes.shown(closing)));
    }
    return lower(closing.substring(0, closing.length() - 1).strip());
  }

  private void open(List<String> words, Origin at) throws ImportException {
    if (words.isEmpty() || open.size() > DEEPEST) {
      throw new ImportException(
          at, words.isEmpty() ? "<> names no block" : "blocks are nested too deeply");
    }
    var block =
        new Block(lower(words.getFirst()), words.subList(1, words.size()), at, new ArrayList<>());
    open.element().items().add(block);
    open.push(block);
  }

  private void close(String name, Origin at) throws ImportException {
    var block = open.element();
    if (!block.name().equals(name)) {
      throw new ImportException(
          at,
          block.name().isEmpty()
              ? "</%s> closes nothing".formatted(Quotes.shown(name))
              : "</%s> stands where </%s> was expected, for line %d"
                  .formatted(Quotes.shown(name), block.name(), block.at().line()));
    }
    open.pop();
  }

  private void include(List<String> words, Origin at) throws ImportException {
    var path = words.size() == 2 ? words.get(1) : "";
    if (!path.startsWith("/")) {
      throw new ImportException(at, "Include needs one absolute path");
    }
    if (reading.size() > DEEPEST) {
      throw new ImportException(at, "files include one another too deeply");
    }
    for (var file : included(path, at)) {
      if (reading.contains(file)) {
        throw new ImportException(
            at, "%s includes itself, by way of %s".formatted(file, reading.element()));
      }
      take(disk.file(file));
    }
  }

  private List<String> included(String path, Origin at) throws ImportException {
    if (disk.isFolder(path)) {
      return disk.folder(path);
    }
    if (path.indexOf('*') >= 0 || path.indexOf('?') >= 0 || path.indexOf('[') >= 0) {
      return disk.matching(path);
    }
    if (!disk.exists(path)) {
      throw new ImportException(
          at,
          "%s is included and is not there; with files of another host, --root names the folder"
                  .formatted(path)
              + " that holds its /");
    }
    return List.of(path);
  }

  /** Words between blanks; quotes keep blanks, {@code #} before a word ends the line. */
  private static List<String> words(String line, Origin at) throws ImportException {
    var words = new ArrayList<String>();
    var index = 0;
    while (index < line.length()) {
      if (Character.isWhitespace(line.charAt(index))) {
        index++;
      } else if (line.charAt(index) == '#') {
        break;
      } else {
        var word = new StringBuilder();
        index = word(line, index, word, at);
        words.add(word.toString());
      }
    }
    return words;
  }

  private static int word(String line, int from, StringBuilder word, Origin at)
      throws ImportException {
    var quoted = line.charAt(from) == '"';
    var index = quoted ? from + 1 : from;
    while (index < line.length()) {
      var c = line.charAt(index++);
      if (quoted ? c == '"' : Character.isWhitespace(c)) {
        return index;
      }
      if (quoted && c == '\\' && index < line.length()) {
        c = line.charAt(index++);
      }
      word.append(c);
    }
    if (quoted) {
      throw new ImportException(at, "a quote is not closed; expected \" before the line's end");
    }
    return index;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
