package pasvport.firewall.ruleset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules in a text of {@code nft list ruleset} or {@code iptables-save}, each with its chain,
 * and settings of the kernel; what is neither is left out.
 */
final class RuleLines {

  private static final Pattern TABLE = Pattern.compile("table \\S+ \\S+ \\{|\\*[a-z]+");
  private static final Pattern CHAIN = Pattern.compile("(chain \\S+) \\{\\s*(.*)");
  private static final Pattern HOOK = Pattern.compile("type \\S+ hook .*");

  /** A line of sysctl or of modprobe.d. */
  private static final Pattern SETTING = Pattern.compile("^(net\\.|options )");

  private static final Pattern COUNTER =
      Pattern.compile("counter( packets \\d+ bytes \\d+)?|^\\[\\d+:\\d+\\]");
  private static final Pattern COMMENT =
      Pattern.compile("comment \"[^\"]*\"|-m comment --comment (\"[^\"]*\"|\\S+)| # handle \\d+");
  private static final Pattern VERDICT =
      Pattern.compile(
          "(accept|drop|reject)( with .*)?|-j (ACCEPT|DROP|REJECT)( --reject-with \\S+)?");

  private final List<RuleLine> rules = new ArrayList<>();
  private final Set<String> closed = new HashSet<>();
  private String table = "";
  private String chain = "";
  private String hook = "";

  private RuleLines() {}

  static List<RuleLine> of(List<String> lines) {
    var reader = new RuleLines();
    for (var index = 0; index < lines.size(); index++) {
      reader.read(index + 1, lines.get(index).strip());
    }
    return List.copyOf(reader.rules);
  }

  private void read(int number, String text) {
    var head = CHAIN.matcher(text);
    if (TABLE.matcher(text).matches()) {
      table = text;
      chain = "";
      hook = "";
    } else if (head.matches()) {
      chain = table + " " + head.group(1);
      hook = head.group(2);
    } else if (HOOK.matcher(text).matches()) {
      hook = text;
    } else if (text.equals("}") || text.equals("COMMIT")) {
      chain = "";
    } else if (text.startsWith("-A ") || text.startsWith("[")) {
      var rule = COUNTER.matcher(text).replaceFirst("").strip();
      var end = rule.indexOf(' ', "-A ".length());
      if (end > 0) {
        chain = table + " " + rule.substring(0, end);
        add(number, text, rule.substring(end + 1));
      }
    } else if (SETTING.matcher(text).find()) {
      rules.add(new RuleLine(number, text, "", "", false));
    } else if (!chain.isEmpty() && !text.isEmpty() && !text.startsWith("#")) {
      add(number, text, text);
    }
  }

  private void add(int number, String text, String conditions) {
    rules.add(new RuleLine(number, text, chain, hook, closed.contains(chain)));
    var bare = COMMENT.matcher(COUNTER.matcher(conditions).replaceAll("")).replaceAll("").strip();
    if (VERDICT.matcher(bare).matches()) {
      closed.add(chain);
    }
  }
}
