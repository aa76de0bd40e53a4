package pasvport.site;

/** Text from outside, made fit to stand in a message: short, on one line, without controls. */
final class Quoted {

  /** Enough to recognise what was written, and a message still fits on a screen. */
  private static final int LONGEST = 60;

  private Quoted() {}

  static String text(String found) {
    var shown = new StringBuilder();
    found
        .codePoints()
        .limit(LONGEST)
        .forEach(c -> {
          if (isPlain(c)) {
            shown.appendCodePoint(c);
          } else {
            shown.append(String.format("\\u%04x", c));
          }
        });
    if (found.codePointCount(0, found.length()) > LONGEST) {
      shown.append('…');
    }
    return shown.isEmpty() ? "\"\"" : shown.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
