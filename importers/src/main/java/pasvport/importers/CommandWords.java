package pasvport.importers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The command line that starts a server, as it stands in a unit, a script or a Dockerfile.
 *
 * @param words what follows the program
 * @param at where the line begins
 */
record CommandWords(List<String> words, Origin at) {

  CommandWords {
    words = List.copyOf(words);
  }

  /**
   * The first line that starts the program.
   *
   * @param program knows the word that names it
   */
  static Optional<CommandWords> in(Source source, Predicate<String> program)
      throws ImportException {
    var whole = new StringBuilder();
    var first = source.whole();
    for (var line : source.lines()) {
      first = whole.isEmpty() ? line.at() : first;
      var text = line.text().strip();
      if (text.endsWith("\\")) {
        whole.append(text, 0, text.length() - 1).append(' ');
        continue;
      }
      var words = words(whole.append(text).toString());
      whole.setLength(0);
      for (var index = 0; index < words.size() && !text.startsWith("#"); index++) {
        if (program.test(words.get(index))) {
          return Optional.of(new CommandWords(words.subList(index + 1, words.size()), first));
        }
      }
    }
    return Optional.empty();
  }

  /** Splits at blanks outside quotes; a list of quoted words, as in JSON, is one of words. */
  static List<String> words(String line) {
    var text = line.contains("[\"") ? line.replaceAll("[\\[\\],\"]", " ") : line;
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    var quote = ' ';
    var begun = false;
    for (var index = 0; index < text.length(); index++) {
      var c = text.charAt(index);
      if (quote != ' ') {
        if (c == quote) {
          quote = ' ';
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        begun = true;
      } else if (Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }

  static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
