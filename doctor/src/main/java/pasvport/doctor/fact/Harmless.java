package pasvport.doctor.fact;

/** Texts of which the other end had a part, made fit to be shown. */
public final class Harmless {
  /** All of a reply's line and an address or two. */
  private static final int LONGEST = 1_000;

  private Harmless() {}

  /** Without what steers a terminal or turns the direction of writing. */
  public static String of(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The same, and no longer than people read. */
  public static String inShort(String text) {
    return text.length() <= LONGEST
        ? of(text)
        : of(text.substring(0, LONGEST)) + "… (%d more)".formatted(text.length() - LONGEST);
  }
}
