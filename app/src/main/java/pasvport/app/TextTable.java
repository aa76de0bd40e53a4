package pasvport.app;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of cells as lines of text, each column as wide as its widest cell. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; all have as many cells. */
  TextTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** The lines, each indented. */
  List<String> lines() {
    return rows.stream()
        .map(row ->
            GAP
                + IntStream.range(0, row.size())
                    .mapToObj(column -> ("%-" + width(column) + "s").formatted(row.get(column)))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing())
        .toList();
  }

  private int width(int column) {
    return Math.max(1, rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1));
  }
}
