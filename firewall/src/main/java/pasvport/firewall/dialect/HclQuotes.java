package pasvport.firewall.dialect;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** Strings of Terraform's language: double quotes, in which ${ and %{ begin a template. */
final class HclQuotes {

  private HclQuotes() {}

  static String quoted(String text) {
    return "\""
        + Remark.printable(text)
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("${", "$${")
            .replace("%{", "%%{")
        + "\"";
  }

  /** {@code ["198.51.100.0/24", "192.0.2.0/25"]}. */
  static String quoted(List<String> texts) {
    return texts.stream().map(HclQuotes::quoted).collect(joining(", ", "[", "]"));
  }
}
