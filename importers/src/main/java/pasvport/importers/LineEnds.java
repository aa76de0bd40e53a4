package pasvport.importers;

/** What a file's last line tells of whether it is whole. */
final class LineEnds {

  private LineEnds() {}

  /** Warns of a last line that has no end. */
  static void warn(Source source, Result result) {
    var line = 1;
    for (var b : source.bytes()) {
      if (b == '\n') {
        line++;
      }
    }
    result.warn(
        source.at(line),
        "the file ends within a line: it may have been cut off, and the line's value with it.",
        "a line end, once the file is known to be whole");
  }
}
