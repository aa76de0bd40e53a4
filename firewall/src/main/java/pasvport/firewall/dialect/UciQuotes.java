package pasvport.firewall.dialect;

/** Strings of OpenWrt's UCI files: single quotes, in which nothing is special but a quote. */
final class UciQuotes {

  private UciQuotes() {}

  static String quoted(String text) {
    return "'" + Remark.without("'", text) + "'";
  }
}
