package pasvport.importers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line of words.
 *
 * @param words at least one, the first in lower case
 * @param at where it begins
 */
record Lines(List<String> words, Origin at) {

  Lines {
    words = List.copyOf(words);
  }

  /** All lines with words; {@code #} begins a comment, {@code \} goes on in the next line. */
  static List<Lines> of(Source source, Result result) throws ImportException {
    var lines = new ArrayList<Lines>();
    var whole = new StringBuilder();
    var first = source.whole();
    for (var line : source.lines()) {
      first = whole.isEmpty() ? line.at() : first;
      var text = line.text().stripTrailing();
      if (text.endsWith("\\") && !text.stripLeading().startsWith("#")) {
        whole.append(text, 0, text.length() - 1).append(' ');
        continue;
      }
      var words = new ArrayList<>(words(whole.append(text).toString()));
      whole.setLength(0);
      if (!words.isEmpty()) {
        words.set(0, words.getFirst().toLowerCase(Locale.ROOT));
        lines.add(new Lines(words, first));
      }
    }
    if (!whole.isEmpty()) {
      throw new ImportException(
          first, "a line that \\ continues is the last one; expected its end");
    }
    if (source.endsWithinLine()) {
      LineEnds.warn(source, result);
    }
    return lines;
  }

  private static List<String> words(String line) {
    var comment = line.indexOf('#');
    return CommandWords.words(comment < 0 ? line : line.substring(0, comment));
  }

  boolean begins(String... with) {
    return words.size() >= with.length && words.subList(0, with.length).equals(List.of(with));
  }

  /** A word, which must be there. */
  String word(int index, String expected) throws ImportException {
    if (index >= words.size()) {
      throw new ImportException(
          at, "%s ends early; expected %s".formatted(String.join(" ", words), expected));
    }
    return words.get(index);
  }
}
