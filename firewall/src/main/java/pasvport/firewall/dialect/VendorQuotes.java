package pasvport.firewall.dialect;

/**
 * Strings of appliances' command lines: double quotes, without what some of them have no escape
 * for. A question mark asks for help, and a dollar sign begins a variable, even between quotes.
 */
final class VendorQuotes {

  private static final String UNQUOTABLE = "\"\\?$";

  private VendorQuotes() {}

  static String quoted(String text) {
    return "\"" + plain(text) + "\"";
  }

  /** For remarks that go on to the end of the line. */
  static String plain(String text) {
    return Remark.without(UNQUOTABLE, text);
  }
}
