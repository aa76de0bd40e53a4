package pasvport.firewall.live;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A chain that packets go through at a place in the kernel.
 *
 * @param at {@code prerouting}, {@code input}, {@code forward} or {@code output}
 * @param priority those with the lower one come first
 * @param chains all that may be called from it, by name
 * @param drops whether what no rule decides is dropped
 */
record Hook(
    String at,
    int priority,
    Chain chain,
    Map<String, Chain> chains,
    boolean drops,
    Supplier<RuleText> policy) {}
