package pasvport.firewall.dialect;

/** Strings of PowerShell: single quotes, in which nothing is special but the quote, doubled. */
final class PowerShellQuotes {

  private PowerShellQuotes() {}

  static String quoted(String text) {
    return "'" + Remark.printable(text).replace("'", "''") + "'";
  }
}
