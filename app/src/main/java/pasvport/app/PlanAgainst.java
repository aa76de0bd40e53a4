package pasvport.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import pasvport.firewall.plan.Lint;
import pasvport.firewall.ruleset.RuleFinding;
import pasvport.firewall.ruleset.RulesetLint;

/**
 * A firewall that a plan is compared with.
 *
 * @param firewall its rules
 * @param findings what in them is unsafe for FTP, or does not work
 */
record PlanAgainst(FirewallText firewall, List<RuleFinding> findings) {

  PlanAgainst {
    findings = List.copyOf(findings);
  }

  /**
   * Reads a firewall's rules and looks through them.
   *
   * @throws IOException with a message that says what cannot be read and why
   */
  static PlanAgainst of(String source) throws IOException {
    FirewallText firewall = FirewallText.of(source);
    return new PlanAgainst(firewall, RulesetLint.of(firewall.lines()));
  }

  /** Whether transfers fail because of its rules. */
  boolean needsChange() {
    return findings.stream().anyMatch(finding -> finding.lint().weight() == Lint.Weight.DEFECT);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        findings.isEmpty()
            ? "Nothing is unsafe for FTP in the rules of " + firewall.name() + "."
            : "Findings in the rules of " + firewall.name());
    for (RuleFinding finding : findings) {
      lines.add(
          "  %s %s, %s:%d"
              .formatted(
                  PlanText.word(finding.lint().weight()),
                  finding.lint().id(),
                  firewall.name(),
                  finding.line()));
      lines.add("    " + finding.rule());
      lines.addAll(Paragraph.lines("    ", finding.what() + " " + finding.remedy()));
    }
    return lines;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", firewall.name());
    json.put("findings", findings.stream().map(PlanAgainst::json).toList());
    return json;
  }

  private static Map<String, Object> json(RuleFinding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", finding.lint().id());
    json.put("weight", finding.lint().weight().name().toLowerCase(Locale.ROOT));
    json.put("line", finding.line());
    json.put("rule", finding.rule());
    json.put("what", finding.what());
    json.put("remedy", finding.remedy());
    return json;
  }
}
