package pasvport.doctor.explain;

/** Text from logs made fit for a terminal. */
public final class Shown {

  private Shown() {}

  /**
   * The text with every character that could move a cursor or turn the line's direction as {@code
   * \\u001b}; a name in a log is whatever a client sent.
   */
  public static String text(String text) {
    var shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          switch (Character.getType(point)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE,
                Character.UNASSIGNED ->
                shown.append("\\u%04x".formatted(point));
            default -> shown.appendCodePoint(point);
          }
        });
    return shown.toString();
  }
}
