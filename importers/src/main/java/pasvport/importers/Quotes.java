package pasvport.importers;

/** Text from files, made fit to stand in a message. */
final class Quotes {

  private static final int LONGEST = 60;

  private Quotes() {}

  /** Short, on one line and without controls. */
  static String shown(String text) {
    var plain = text.replaceAll("\\p{C}", "?");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
  }

  static boolean around(String text) {
    return text.length() > 1
        && (text.charAt(0) == '"' || text.charAt(0) == '\'')
        && text.charAt(text.length() - 1) == text.charAt(0);
  }

  /** Without the quotes around it, if there are any. */
  static String without(String text) {
    return around(text) ? text.substring(1, text.length() - 1) : text;
  }
}
