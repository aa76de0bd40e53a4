package pasvport.site;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which key was probably meant by one that does not exist. */
final class Suggestion {

  /** Longer words are no misspelling of a key; this keeps the comparison cheap. */
  private static final int LONGEST = 40;

  /** One letter in three may be wrong; with more, any word would resemble any other. */
  private static final int LETTERS_PER_MISTAKE = 3;

  private record Candidate(String shown, int distance) {}

  private Suggestion() {}

  /**
   * The key meant: one of the same section that is spelt alike, else one of that name elsewhere.
   *
   * @param written the unknown key
   * @param section where it stands
   * @param root the whole
   */
  static Optional<String> of(String written, Shape.Section section, Shape.Section root) {
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    var word = written.replace('_', '-').toLowerCase(Locale.ROOT);
    var here = section.fields().stream().map(field -> candidate(word, field.name(), field.name()));
    return nearest(here, word.length() / LETTERS_PER_MISTAKE)
        .or(() -> nearest(everywhere(word, root, ""), 0));
  }

  private static Optional<String> nearest(Stream<Candidate> candidates, int mistakes) {
    return candidates
        .filter(candidate -> candidate.distance <= mistakes)
        .min(Comparator.comparingInt(Candidate::distance))
        .map(Candidate::shown);
  }

  private static Stream<Candidate> everywhere(String word, Shape.Section section, String path) {
    return section.fields().stream()
        .flatMap(field -> {
          var shown = path + field.name();
          var itself = Stream.of(candidate(word, field.name(), shown));
          return switch (field.shape()) {
            case Shape.Section inner -> Stream.concat(itself, everywhere(word, inner, shown + "."));
            case Shape.OptionalOf(Shape.Section inner) ->
                Stream.concat(itself, everywhere(word, inner, shown + "."));
            case Shape.Scalar _, Shape.OptionalOf _, Shape.ListOf _ -> itself;
          };
        });
  }

  private static Candidate candidate(String word, String name, String shown) {
    // camelCase and words run together are the same key
    var mistakes = name.replace("-", "").equals(word) ? 0 : distance(word, name);
    return new Candidate(shown, mistakes);
  }

  /** Levenshtein's distance, with one row kept. */
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    Arrays.setAll(row, index -> index);
    for (var i = 1; i <= a.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
