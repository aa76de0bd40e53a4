package pasvport.firewall.dialect;

import java.util.List;

/** A text of rules in the making, line by line. */
final class Page {

  private final StringBuilder text = new StringBuilder();

  Page line(String line) {
    text.append(line).append('\n');
    return this;
  }

  Page lines(List<String> lines) {
    lines.forEach(this::line);
    return this;
  }

  /** An empty line, unless nothing stands above. */
  Page gap() {
    return text.isEmpty() ? this : line("");
  }

  Rules.File file(String name) {
    return new Rules.File(name, text.toString());
  }
}
