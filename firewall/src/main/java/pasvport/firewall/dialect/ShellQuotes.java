package pasvport.firewall.dialect;

/** Words of a POSIX shell: single quotes, in which nothing is special but the quote. */
final class ShellQuotes {

  private ShellQuotes() {}

  static String quoted(String text) {
    return "'" + Remark.printable(text).replace("'", "'\\''") + "'";
  }
}
