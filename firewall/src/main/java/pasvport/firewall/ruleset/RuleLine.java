package pasvport.firewall.ruleset;

/**
 * One line of a ruleset.
 *
 * @param number from 1
 * @param text without blanks around it
 * @param chain the name of its chain, with its table; empty outside of any
 * @param hook what nftables says of the chain: its type, hook and priority; empty if it says none
 * @param isDead whether an unconditional verdict stands before it in its chain
 */
record RuleLine(int number, String text, String chain, String hook, boolean isDead) {}
