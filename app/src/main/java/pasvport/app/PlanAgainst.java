package pasvport.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import pasvport.firewall.live.Against;
import pasvport.firewall.live.UnreadableException;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.plan.Lint;
import pasvport.firewall.ruleset.RuleFinding;
import pasvport.firewall.ruleset.RulesetLint;

/**
 * A firewall that a plan is compared with.
 *
 * @param firewall its rules
 * @param judgement what they do with what the plan needs there
 * @param findings what in them is unsafe for FTP, or does not work
 */
record PlanAgainst(FirewallText firewall, PlanJudgement judgement, List<RuleFinding> findings) {

  PlanAgainst {
    findings = List.copyOf(findings);
  }

  /**
   * Reads a firewall's rules, judges them by what a hop needs and looks through them.
   *
   * @param source one of {@link Against#names()}, or a file
   * @throws IOException with a message that says what cannot be read and why
   * @throws UnreadableException the same for what is no ruleset
   */
  static PlanAgainst of(String source, HopNeeds hop) throws IOException, UnreadableException {
    FirewallText firewall = FirewallText.of(source);
    Against against =
        Against.names().contains(source) ? Against.live(source) : Against.file(Path.of(source));
    return new PlanAgainst(
        firewall,
        new PlanJudgement(hop.name(), against.judge(hop)),
        RulesetLint.of(firewall.lines()));
  }

  /** Whether something is to be done at this firewall. */
  boolean needsChange() {
    return judgement.needsChange()
        || findings.stream().anyMatch(finding -> finding.lint().weight() == Lint.Weight.DEFECT);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(judgement.lines(firewall.name()));
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
    json.putAll(judgement.json());
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
