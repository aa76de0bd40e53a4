package pasvport.firewall.dialect;

/** Text in XML: what would begin a tag or an entity is written as an entity. */
final class XmlText {

  private XmlText() {}

  static String quoted(String text) {
    return Remark.printable(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
