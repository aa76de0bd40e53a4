package pasvport.firewall.live;

/** What became of packets, and by which rule. */
record Decided(Box box, Verdict verdict, RuleText by) {}
