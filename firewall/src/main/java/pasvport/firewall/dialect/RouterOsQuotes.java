package pasvport.firewall.dialect;

/** Strings of RouterOS: double quotes, in which the quote, $, ? and the backslash are escaped. */
final class RouterOsQuotes {

  private RouterOsQuotes() {}

  static String quoted(String text) {
    return "\"" + Remark.printable(text).replaceAll("[\\\\\"$?]", "\\\\$0") + "\"";
  }
}
