package pasvport.firewall.apply;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Rules that keep out single clients, as fail2ban, CrowdSec and administrators put them at the head
 * of a chain of iptables'. What is let in must stand behind them.
 */
final class Bans {
  private static final String SOURCE = ".* (-s \\S+|--match-set \\S+ src\\S*)( .*)?";
  private static final Pattern TARGET = Pattern.compile(".* -j (\\S+).*");

  private Bans() {}

  /** Whether a rule, as {@code iptables-save} prints it, drops what comes from some addresses. */
  static boolean isBan(String rule) {
    var target = TARGET.matcher(rule);
    return target.matches()
        && List.of("DROP", "REJECT").contains(target.group(1))
        && rule.matches(SOURCE)
        && !rule.contains("! -s")
        && !rule.contains("! --match-set");
  }

  /**
   * The number of the first rule of a chain that is no ban and no jump to bans.
   *
   * @param save what {@code iptables-save -t filter} prints
   */
  static int behind(String save, String chain) {
    int number = 1;
    for (var rule : rules(save, chain)) {
      if (!isBan(rule) && !leadsToBans(save, rule)) {
        break;
      }
      number++;
    }
    return number;
  }

  private static boolean leadsToBans(String save, String rule) {
    var target = TARGET.matcher(rule);
    if (!target.matches() || !save.contains(":" + target.group(1) + " - ")) {
      return false;
    }
    return rules(save, target.group(1)).stream()
        .allMatch(each -> isBan(each) || each.endsWith(" -j RETURN"));
  }

  private static List<String> rules(String save, String chain) {
    return save.lines().filter(line -> line.startsWith("-A " + chain + " ")).toList();
  }
}
