package pasvport.firewall.live;

import java.util.function.Supplier;

/** What a rule makes of packets, if it concerns them, which this program cannot tell. */
record Doubt(Verdict verdict, Supplier<RuleText> by) {}
