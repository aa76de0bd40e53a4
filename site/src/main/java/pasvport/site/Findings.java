package pasvport.site;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/** What was found while one file was read: where each key's value stands, and all problems. */
final class Findings {

  /** A place in the file, both from 1. */
  record Place(int line, int column) {

    /** The file as a whole. */
    static final Place FILE = new Place(0, 0);

    static Place of(Node node) {
      return node.getStartMark()
          .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
          .orElse(FILE);
    }
  }

  /** More help nobody, and a file made to annoy shall not fill the terminal. */
  private static final int MOST_PROBLEMS = 100;

  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();
  private int unlisted;

  /** Notes where the value of a key stands. */
  void found(String key, Place place) {
    places.put(key, place);
  }

  /** The line of each key that stands in the file. */
  Map<String, Integer> lines() {
    return places.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().line()));
  }

  /** Whether the key stands in the file. */
  boolean written(String key) {
    return places.containsKey(key);
  }

  void error(Place place, String key, String message) {
    add(Problem.Severity.ERROR, place, key, message);
  }

  /** Reports at the first of the keys that is written. */
  void error(String message, String... keys) {
    add(Problem.Severity.ERROR, message, keys);
  }

  /** Reports at the first of the keys that is written. */
  void warning(String message, String... keys) {
    add(Problem.Severity.WARNING, message, keys);
  }

  /** The keys that have an error so far; empty if there is none. */
  Set<String> keysWithErrors() {
    return problems.stream()
        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
        .map(Problem::key)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** All problems in the order of the file. */
  List<Problem> problems() {
    var all =
        new ArrayList<>(
            problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList());
    if (unlisted > 0) {
      all.add(
          new Problem(Problem.Severity.ERROR, 0, 0, "", unlisted + " more problems are not shown"));
    }
    return List.copyOf(all);
  }

  private void add(Problem.Severity severity, String message, String... keys) {
    var key = Stream.of(keys).filter(this::written).findFirst().orElse(keys[0]);
    add(severity, places.getOrDefault(key, Place.FILE), key, message);
  }

  private void add(Problem.Severity severity, Place place, String key, String message) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(new Problem(severity, place.line, place.column, key, message));
    } else {
      unlisted++;
    }
  }
}
