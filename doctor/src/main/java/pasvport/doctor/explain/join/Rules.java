package pasvport.doctor.explain.join;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Event.Fate;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Origin;
import pasvport.doctor.explain.Rule;

/**
 * A firewall's rules as text: {@code nft list ruleset}, {@code iptables-save}, {@code pfctl -vvsr},
 * pfSense's rules.debug, the configuration of an ASA. It finds the rule that a log names, and what
 * that rule does.
 */
public final class Rules {

  /** The largest rulesets seen have some ten thousand rules; a file of more is no ruleset. */
  private static final int LARGEST_MIB = 16;

  private static final long MIB = 1 << 20;

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  private static final Pattern IPTABLES = Pattern.compile("-A (\\S+)(.*?) -j (\\S+)(.*)");

  private static final Pattern LIMIT =
      Pattern.compile(" -m limit( --limit \\S+)?( --limit-burst \\S+)?");

  private final String source;
  private final List<String> lines;

  private Rules(String source, List<String> lines) {
    this.source = source;
    this.lines = List.copyOf(lines);
  }

  /** No ruleset was given. */
  public static Rules none() {
    return new Rules("", List.of());
  }

  /** Those in a text. */
  public static Rules of(String source, String text) {
    return new Rules(source, text.lines().toList());
  }

  /**
   * Those in a file.
   *
   * @throws IOException if it cannot be read or is no ruleset by its size
   */
  public static Rules file(Path file) throws IOException {
    if (Files.size(file) > LARGEST_MIB * MIB) {
      throw new IOException("larger than %d MiB, which no ruleset is".formatted(LARGEST_MIB));
    }
    return of(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /** The rule that a log names. */
  Optional<RuleText> find(Rule rule) {
    for (var index = 0; index < lines.size(); index++) {
      if (isNamed(lines.get(index), rule)) {
        return Optional.of(
            new RuleText(
                new Origin(source, index + 1L), lines.get(index).strip(), fate(index, rule)));
      }
    }
    return Optional.empty();
  }

  /** A packet whose log line did not say what became of it, with what the ruleset says. */
  Packet settled(Packet packet) {
    return packet.fate() != Fate.UNSAID
        ? packet
        : find(packet.rule())
            .map(text ->
                new Packet(
                    packet.flow(),
                    packet.translated(),
                    packet.segment(),
                    text.fate(),
                    packet.rule()))
            .orElse(packet);
  }

  private static boolean isNamed(String line, Rule rule) {
    var name = rule.name();
    return switch (rule.kind()) {
      case LOG_PREFIX ->
          line.contains("prefix")
              && QUOTED
                  .matcher(line)
                  .results()
                  .anyMatch(quoted ->
                      quoted
                          .group()
                          .substring(1, quoted.group().length() - 1)
                          .strip()
                          .equals(name));
      case NUMBER -> line.startsWith("@" + name + " ");
      case TRACKER ->
          line.contains("ridentifier " + name + " ")
              || line.contains("tracker " + name + " ")
              || line.endsWith("ridentifier " + name);
      case ACCESS_LIST -> line.startsWith("access-list " + name + " ") && line.contains(" deny ");
      case TEXT -> name.length() > 3 && bare(line).equals(bare(name));
      case UNNAMED -> false;
    };
  }

  /** Counters change from one listing to the next. */
  private static String bare(String line) {
    return line.strip()
        .replaceAll("counter( packets \\d+ bytes \\d+)? ?", "")
        .replaceAll(" # handle \\d+", "");
  }

  private Fate fate(int index, Rule rule) {
    return switch (rule.kind()) {
      case LOG_PREFIX -> lines.get(index).contains("-A ") ? iptables(index) : nftables(index);
      case NUMBER, TRACKER, ACCESS_LIST, TEXT -> words(lines.get(index));
      case UNNAMED -> Fate.UNSAID;
    };
  }

  private static Fate words(String line) {
    var unquoted = QUOTED.matcher(line).replaceAll("");
    for (var word : unquoted.split("[\\s;]+", -1)) {
      switch (word.toLowerCase(Locale.ROOT)) {
        case "drop", "block", "deny" -> {
          return unquoted.contains(" return") ? Fate.REJECTED : Fate.DROPPED;
        }
        case "reject" -> {
          return Fate.REJECTED;
        }
        case "accept", "pass", "permit" -> {
          return Fate.ACCEPTED;
        }
        default -> {
          // a match, or its value
        }
      }
    }
    return Fate.UNSAID;
  }

  /**
   * The verdict in the rule itself, or behind it: of the next rule, if that has the same match or
   * none, or the policy, if there is no next one. A rule that only looks on has none.
   */
  private Fate nftables(int index) {
    var own = words(lines.get(index));
    if (own != Fate.UNSAID || index + 1 >= lines.size()) {
      return own;
    }
    var next = lines.get(index + 1).strip();
    if (next.startsWith("}")) {
      return policy(index);
    }
    var match = nftMatch(next);
    return match.isEmpty() || match.equals(nftMatch(lines.get(index))) ? words(next) : Fate.UNSAID;
  }

  private Fate policy(int index) {
    for (var before = index; before >= 0 && !lines.get(before).contains("chain "); before--) {
      var at = lines.get(before).indexOf("policy ");
      if (at >= 0) {
        return words(lines.get(before).substring(at));
      }
    }
    return Fate.UNSAID;
  }

  /** What stands before the statement. */
  private static String nftMatch(String line) {
    return bare(line)
        .replaceAll("\\b(log\\b.*|drop\\b.*|reject\\b.*|accept\\b.*|limit rate .*)", "")
        .strip();
  }

  /**
   * The next rule of the chain, if it has the same match or none; the policy, if it is the last.
   */
  private Fate iptables(int index) {
    var log = IPTABLES.matcher(lines.get(index));
    if (!log.find()) {
      return Fate.UNSAID;
    }
    var match = LIMIT.matcher(log.group(2)).replaceAll("");
    for (var next = index + 1; next < lines.size(); next++) {
      var rule = IPTABLES.matcher(lines.get(next));
      if (rule.find() && rule.group(1).equals(log.group(1))) {
        return rule.group(2).isBlank() || rule.group(2).equals(match)
            ? words(rule.group(3))
            : Fate.UNSAID;
      }
    }
    return lines.stream()
        .filter(line -> line.startsWith(":" + log.group(1) + " "))
        .map(Rules::words)
        .findFirst()
        .orElse(Fate.UNSAID);
  }
}
