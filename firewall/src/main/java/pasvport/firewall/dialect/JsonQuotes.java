package pasvport.firewall.dialect;

/** Strings of JSON, which YAML reads alike in double quotes. */
final class JsonQuotes {

  private JsonQuotes() {}

  static String quoted(String text) {
    return "\"" + Remark.printable(text).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
