package pasvport.doctor.explain.join;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Words;

/**
 * A line of a story; entries of one log with the same words, such as a SYN that comes again and
 * again, are one line.
 */
record Told(String words, Entry first, Entry last, int count) {

  private record Key(String source, String words) {}

  /** The lines of a story, in the order of their first entries. */
  static List<Told> of(List<Entry> entries) {
    Map<Key, Told> told = new LinkedHashMap<>();
    for (var entry : entries) {
      var words = Words.of(entry.event());
      told.merge(
          new Key(entry.origin().source(), words),
          new Told(words, entry, entry, 1),
          (known, _) -> new Told(words, known.first, entry, known.count + 1));
    }
    return List.copyOf(told.values());
  }
}
