package pasvport.doctor.finding;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Transfer;

/** The passive ports that a server announced. */
record Ports(TreeSet<Integer> seen) {
  /** A range that is set on purpose is rarely wider; wider ones are the servers' own. */
  private static final int WIDEST_RANGE = 2000;

  /** What is proposed where the server has no range of its own. */
  private static final int PROPOSED_FIRST = 50_000;

  private static final int PROPOSED_LAST = 50_099;

  static Ports of(Stream<Transfer> transfers) {
    return new Ports(
        transfers
            .flatMapToInt(transfer -> transfer.port().stream())
            .boxed()
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Whether the server seems to draw from a range that somebody has set. */
  boolean narrow() {
    return !seen.isEmpty() && seen.last() - seen.first() <= WIDEST_RANGE;
  }

  /** {@code 50000, 50003–50005}. */
  String shown() {
    return seen.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** How to open the way for all passive ports of this server. */
  List<String> opening(Facts facts) {
    int first = narrow() ? seen.first() : PROPOSED_FIRST;
    int last = narrow() ? seen.last() : PROPOSED_LAST;
    var setting =
        narrow()
            ? "Find the server's whole range (ports seen: %s); its setting is such as %s"
                .formatted(shown(), Settings.range(facts.product(), first, last))
            : "Give the server a range of its own (ports seen: %s): %s"
                .formatted(shown(), Settings.range(facts.product(), first, last));
    return List.of(
        setting,
        "Open that range in every firewall before the server, and forward it, port for port, where NAT is:",
        "  ufw allow %d:%d/tcp".formatted(first, last),
        "  firewall-cmd --permanent --add-port=%d-%d/tcp && firewall-cmd --reload"
            .formatted(first, last),
        "  nft add rule inet filter input tcp dport %d-%d accept".formatted(first, last),
        "Or let pasvport stand before the server: it opens one port for one transfer (pasvport up).");
  }
}
