package pasvport.firewall.live;

/** What a rule makes of packets, if it concerns them, which this program cannot tell. */
record Doubt(Verdict verdict, RuleText by) {}
