package pasvport.app;

import java.util.ArrayList;
import java.util.List;

/** A sentence or more in lines of a terminal's width, behind a head. */
final class Paragraph {
  private static final int WIDTH = 100;

  private Paragraph() {}

  /** The lines; the first begins with the head, all others with as many blanks. */
  static List<String> lines(String head, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(head);
    boolean isEmpty = true;
    for (String word : text.split(" ", -1)) {
      if (!isEmpty && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(head.length()));
        isEmpty = true;
      }
      line.append(isEmpty ? "" : " ").append(word);
      isEmpty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
