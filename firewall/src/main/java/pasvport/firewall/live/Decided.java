package pasvport.firewall.live;

import java.util.function.Supplier;

/** What became of packets, and by which rule. */
record Decided(Box box, Verdict verdict, Supplier<RuleText> by) {}
