package pasvport.firewall.dialect.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pasvport.firewall.dialect.Rules;

/**
 * A file of firewalld's permanent configuration.
 *
 * @param folder below {@code /etc/firewalld}
 * @param name without prefix and ending
 */
record FirewalldFile(String folder, String name, String text) {

  private static final String HEAD = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

  /** Elements within a root element, each on its lines. */
  static FirewalldFile of(String folder, String name, String root, List<String> lines) {
    var text = new ArrayList<>(List.of(HEAD, "<" + root + ">"));
    lines.forEach(line -> text.add("  " + line));
    text.add("</" + root.replaceFirst(" .*", "") + ">");
    return new FirewalldFile(folder, name, String.join("\n", text) + "\n");
  }

  /** A policy; none without rules. */
  static Optional<FirewalldFile> policy(
      String name, int priority, String target, String from, String to, List<String> rules) {
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    var lines = new ArrayList<String>();
    lines.add("<short>Pasvport</short>");
    lines.add("<ingress-zone name=\"%s\"/>".formatted(from));
    lines.add("<egress-zone name=\"%s\"/>".formatted(to));
    lines.addAll(rules);
    var root = "policy priority=\"%d\" target=\"%s\"".formatted(priority, target);
    return Optional.of(of("policies", name, root, lines));
  }

  /** Text as a comment, in which two dashes would be its end. */
  static String comment(String text) {
    return "<!-- " + text.replace("--", "-?") + " -->";
  }

  Rules.File asFile() {
    return new Rules.File(fileName(), text);
  }

  /** Below {@code /etc/firewalld}. */
  String path() {
    return folder + "/" + fileName();
  }

  private String fileName() {
    return Firewalld.PREFIX + name + ".xml";
  }
}
