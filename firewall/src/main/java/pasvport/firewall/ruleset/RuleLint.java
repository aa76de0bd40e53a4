package pasvport.firewall.ruleset;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import pasvport.firewall.plan.Lint;

/**
 * A kind of finding in rules, and which rules show it.
 *
 * @param shows which rules
 * @param what a sentence on such a rule
 * @param remedy what to do
 */
record RuleLint(Lint lint, Predicate<RuleLine> shows, String what, String remedy) {

  /** Rules whose text holds the one pattern, and not the other. */
  static Predicate<RuleLine> holds(String pattern, String unless) {
    var wanted = Pattern.compile(pattern);
    var excluded = Pattern.compile(unless);
    return rule -> wanted.matcher(rule.text()).find() && !excluded.matcher(rule.text()).find();
  }
}
