package pasvport.server;

/** Texts from the network or the disk, as they are shown to people. */
final class Shown {

  // Enough to know the file by; a reply line must stay far below the gateway's bound.
  private static final int MAX_CHARACTERS = 400;

  private Shown() {}

  /** A path in a reply: its end when it is long, since that tells more than its beginning. */
  static String path(String path) {
    return path.length() <= MAX_CHARACTERS
        ? path
        : "..." + path.substring(path.offsetByCodePoints(path.length(), -MAX_CHARACTERS / 2));
  }

  /** A text in a log: no line ends, no terminal or bidirectional control characters. */
  static String logged(String text) {
    var shown = new StringBuilder();
    path(text)
        .codePoints()
        .forEach(point -> {
          switch (Character.getType(point)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.SURROGATE,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR ->
                shown.append(String.format("\\u{%x}", point));
            default -> shown.appendCodePoint(point);
          }
        });
    return shown.toString();
  }

  /** A name in a listing: a line end in it would make two entries of one. */
  static String listed(String name) {
    return name.replace('\r', '?').replace('\n', '?');
  }

  /** A path in a 257 reply: quotes in it are doubled (RFC 959, appendix II). */
  static String quoted(RemotePath path) {
    return '"' + path.toString().replace("\"", "\"\"") + '"';
  }
}
