package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;

/**
 * A rule of Windows Defender Firewall, for both of its languages. It has no family: what anyone may
 * do over IPv4 and over IPv6 is one rule.
 *
 * @param number unique among a hop's rules, from 1
 * @param remote networks of the other end, comma-separated, or {@code Any}
 */
record WindowsRule(int number, Need need, String remote) {

  static List<WindowsRule> of(HopNeeds hop) {
    var rules = new ArrayList<WindowsRule>();
    Set<List<?>> seen = new HashSet<>();
    for (var need : hop.needs()) {
      var remote =
          need.clients().isEmpty() ? "Any" : Words.joined(Words.texts(need.clients()), ",");
      if (seen.add(
          List.of(need.purpose(), need.server(), need.ports(), need.sourcePort(), remote))) {
        rules.add(new WindowsRule(rules.size() + 1, need, remote));
      }
    }
    return rules;
  }

  /** {@code pasvport host 1: FTP control (server)}. */
  String title(HopNeeds hop) {
    return "%s %d: %s".formatted(Remark.of(hop), number, Remark.of(need));
  }

  static Lack forwarding() {
    return Lack.forwarding("it filters what ends at its own host, not what it forwards");
  }
}
