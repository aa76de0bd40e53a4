package pasvport.firewall.dialect;

/** Words of a Windows batch file: double quotes, in which %, ! and the quote have no escape. */
final class BatchQuotes {

  private BatchQuotes() {}

  static String quoted(String text) {
    return "\"" + Remark.without("\"%!^", text) + "\"";
  }
}
