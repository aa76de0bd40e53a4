package pasvport.firewall.ruleset;

import pasvport.firewall.plan.Lint;

/**
 * A rule that is unsafe, or does not do what its author thinks.
 *
 * @param lint which kind
 * @param line where it stands, from 1
 * @param rule its text
 * @param what is wrong, a sentence
 * @param remedy what to do, a sentence
 */
public record RuleFinding(Lint lint, int line, String rule, String what, String remedy) {}
