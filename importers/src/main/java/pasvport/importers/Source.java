package pasvport.importers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One file of a configuration. */
final class Source {

  private final String name;
  private final byte[] bytes;

  /**
   * @param name what messages call it
   * @param bytes what is in it; never changed afterwards
   */
  Source(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /**
   * One line.
   *
   * @param at where it stands
   * @param text without its line feed; a carriage return stays
   */
  record Line(Origin at, String text) {}

  static Source of(String name, String text) {
    return new Source(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** What messages call it. */
  String name() {
    return name;
  }

  byte[] bytes() {
    return bytes;
  }

  /** The file's own name, without folders, of either kind of system. */
  String baseName() {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  Origin whole() {
    return new Origin(name, 0);
  }

  Origin at(int line) {
    return new Origin(name, line);
  }

  /**
   * As text. Bytes that are not UTF-8, which may stand in comments, become U+FFFD.
   *
   * @throws ImportException if this is not text in an encoding that contains ASCII
   */
  String text() throws ImportException {
    var line = 1;
    for (var b : bytes) {
      if (b == 0) {
        throw new ImportException(
            at(line),
            "a NUL byte stands here; expected a text in UTF-8, not one in UTF-16 and no program");
      }
      if (b == '\n') {
        line++;
      }
    }
    var text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  List<Line> lines() throws ImportException {
    var lines = new ArrayList<Line>();
    var texts = text().split("\n", -1);
    for (var index = 0; index < texts.length; index++) {
      if (index < texts.length - 1 || !texts[index].isEmpty()) {
        lines.add(new Line(at(index + 1), texts[index]));
      }
    }
    return lines;
  }

  /** Whether the last line has no end, as in a file that was cut off. */
  boolean endsWithinLine() {
    return bytes.length > 0 && bytes[bytes.length - 1] != '\n';
  }
}
