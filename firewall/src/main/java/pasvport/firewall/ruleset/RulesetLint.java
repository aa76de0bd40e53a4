package pasvport.firewall.ruleset;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import pasvport.firewall.plan.Lint;
import pasvport.firewall.plan.Lint.Weight;

/**
 * What the rules of a firewall are looked through for, with regard to FTP: nftables and iptables. A
 * new kind is an entry of the table.
 *
 * <p>Sources: nft(8) on where a helper has no effect, iptables-extensions(8) on DNAT to ports, the
 * netfilter project's advice on the secure use of helpers (RELATED with its helper alone), and
 * kernel 4.7, since which none is assigned by itself.
 */
public final class RulesetLint {

  /** More ports than any server's range need be; the plan opens no more either. */
  private static final int WIDE = 1000;

  private static final Pattern RANGE =
      Pattern.compile("dports? [^;]*?\\b(\\d{4,5})[-:](\\d{4,5})\\b");

  private static final List<RuleLint> TABLE =
      List.of(
          new RuleLint(
              new Lint("wide-opening", Weight.RISK),
              RulesetLint::opensWide,
              "Every port of a wide range is open, and whatever listens there can be reached.",
              "Open the server's own range, or put the gateway in front, which needs ten ports."),
          new RuleLint(
              new Lint("related-without-helper", Weight.RISK),
              RuleLint.holds(
                  "ct state (\\{[^}]*\\brelated\\b[^}]*\\}|[^;{]*\\brelated\\b).*\\baccept\\b"
                      + "|ct state vmap \\{[^}]*\\brelated : accept"
                      + "|state \\S*RELATED\\S* .*-j ACCEPT",
                  "helper|icmp"),
              "RELATED is accepted for every helper and every port.",
              "Accept it for the helper that is wanted alone, and for ports from 1024 on; ICMP"
                  + " errors apart."),
          new RuleLint(
              new Lint("helper-everywhere", Weight.RISK),
              RuleLint.holds("ct helper set |-j CT .*--helper ", "dport"),
              "The helper reads connections to every port.",
              "Name the server's address and its control port."),
          new RuleLint(
              new Lint("helper-too-early", Weight.DEFECT),
              rule ->
                  rule.text().contains("ct helper set ")
                      && Pattern.compile("priority (raw|-[2-9]\\d\\d)\\b")
                          .matcher(rule.hook())
                          .find(),
              "A helper set at or before priority -200 has no effect.",
              "Set it in a chain of priority filter; the port there is the one behind NAT."),
          new RuleLint(
              new Lint("automatic-helper", Weight.DEFECT),
              RuleLint.holds("nf_conntrack_helper\\s*=\\s*1", "^#"),
              "Since kernel 4.7 helpers are not assigned by themselves, and newer kernels lack this switch.",
              "Assign the helper by a rule."),
          new RuleLint(
              new Lint("loose-helper", Weight.RISK),
              RuleLint.holds("nf_conntrack_ftp\\b.*\\bloose=(1|Y)", "^#"),
              "The helper opens ports of any host that a 227 names.",
              "Remove loose, and choose profile static or gateway where another address is announced."),
          new RuleLint(
              new Lint("port-20-inward", Weight.NOTE),
              RuleLint.holds("dport 20\\b(?![-:]).*(accept|ACCEPT)", "sport"),
              "Nobody connects to port 20: active data comes from it.",
              "Remove the rule."),
          new RuleLint(
              new Lint("trusted-source-port", Weight.RISK),
              RuleLint.holds("sport 20\\b(?![-:]).*(accept|ACCEPT)", "dport|helper"),
              "Whoever sends from port 20 reaches every port, and anyone may choose that.",
              "Name the destination ports, 1024-65535, and the server's address."),
          new RuleLint(
              new Lint("collapsed-range", Weight.DEFECT),
              RuleLint.holds(
                  "dport \\d+[-:]\\d+\\b.*(dnat\\b.* to \\S+:\\d+$|--to-destination \\S+:\\d+$)",
                  "helper"),
              "Every port of the range is led to one port.",
              "Leave the port out of the target, so that each stays as it is."),
          new RuleLint(
              new Lint("pool-of-ports", Weight.DEFECT),
              RuleLint.holds(
                  "dport \\d+[-:]\\d+\\b.*(dnat\\b.* to \\S+:\\d+-\\d+$|--to-destination \\S+:\\d+-\\d+$)",
                  "helper"),
              "A range in the target is a pool, not a mapping: the port may come out as another.",
              "Leave the ports out of the target, so that each stays as it is."),
          new RuleLint(
              new Lint("unlimited-log", Weight.NOTE),
              RuleLint.holds(
                  "\\blog (prefix|level|group|flags)\\b|\\blog$|-j (LOG|NFLOG)\\b", "limit"),
              "Every packet is logged, so a stranger can fill the disk.",
              "Bound the rate: limit rate 5/second, or -m limit --limit 5/sec."),
          new RuleLint(
              new Lint("dead-rule", Weight.NOTE),
              RuleLine::isDead,
              "It is never reached: a verdict without condition stands before it in its chain.",
              "Move or remove it."));

  private RulesetLint() {}

  /**
   * All that is found, the worst first; of dead rules the first of each chain.
   *
   * @param lines of {@code nft list ruleset}, {@code iptables-save}, or settings of the kernel
   */
  public static List<RuleFinding> of(List<String> lines) {
    var deadChains = new HashSet<String>();
    return RuleLines.of(lines).stream()
        .filter(rule -> !rule.isDead() || deadChains.add(rule.chain()))
        .flatMap(RulesetLint::of)
        .sorted(Comparator.comparing(finding -> finding.lint().weight()))
        .toList();
  }

  private static Stream<RuleFinding> of(RuleLine rule) {
    return TABLE.stream()
        .filter(lint -> lint.shows().test(rule))
        .map(lint ->
            new RuleFinding(lint.lint(), rule.number(), rule.text(), lint.what(), lint.remedy()));
  }

  private static boolean opensWide(RuleLine rule) {
    var text = rule.text();
    if (text.contains("sport") || text.contains("helper") || !opens(text)) {
      return false;
    }
    var range = RANGE.matcher(text);
    return range.find()
        && Integer.parseInt(range.group(2)) - Integer.parseInt(range.group(1)) >= WIDE;
  }

  private static boolean opens(String text) {
    return text.contains("accept")
        || text.contains("-j ACCEPT")
        || text.contains("dnat")
        || text.contains("-j DNAT");
  }
}
