package pasvport.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rules of a firewall as text.
 *
 * @param name what messages call it: the file, or the firewall of this host
 * @param lines of the text
 */
record FirewallText(String name, List<String> lines) {

  /** What prints the live rules; firewalld writes nftables, and ufw iptables. */
  private static final Map<String, List<List<String>>> COMMANDS =
      Map.of(
          "nftables", List.of(List.of("nft", "list", "ruleset")),
          "firewalld", List.of(List.of("nft", "list", "ruleset")),
          "iptables", List.of(List.of("iptables-save"), List.of("ip6tables-save")),
          "ufw", List.of(List.of("iptables-save"), List.of("ip6tables-save")));

  /** Ten thousand rules are two MiB; a file beyond this is something else. */
  private static final long LARGEST = 256L << 20;

  FirewallText {
    lines = List.copyOf(lines);
  }

  /**
   * Reads the rules that are in force, or a file with rules.
   *
   * @param source {@code nftables}, {@code iptables}, {@code firewalld}, {@code ufw} or a file
   * @throws IOException with a message that says what cannot be read and why
   */
  static FirewallText of(String source) throws IOException {
    List<List<String>> commands = COMMANDS.get(source);
    if (commands == null) {
      return new FirewallText(source, file(source));
    }
    List<String> lines = new ArrayList<>();
    for (List<String> command : commands) {
      lines.addAll(output(command));
    }
    return new FirewallText(source, lines);
  }

  private static List<String> file(String name) throws IOException {
    Path file = Path.of(name);
    try {
      if (Files.size(file) > LARGEST) {
        throw new IOException(name + ": is larger than 256 MiB, so no ruleset");
      }
      // Comments may be in any encoding; rules are ASCII.
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException(
          name
              + ": there is no such file. Allowed: a file, or nftables, iptables, firewalld, ufw for"
              + " this host's",
          e);
    }
  }

  private static List<String> output(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
            .lines()
            .toList();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            "%s: %s. It takes root's rights"
                .formatted(
                    String.join(" ", command), lines.isEmpty() ? "failed" : lines.getFirst()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(String.join(" ", command) + ": interrupted", e);
    }
    return lines;
  }
}
