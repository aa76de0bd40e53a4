package pasvport.doctor.finding;

import java.net.InetSocketAddress;
import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Sftp;
import pasvport.doctor.fact.Transfer;

/** Small things pass, and large ones stop. */
final class LargeTransferStalls implements Check {
  private static final Kind KIND =
      Kind.of(
          "large-transfer-stalls",
          "F3, G2",
          Severity.FAULT,
          "data connections stand, and larger data stops",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return byFtp(facts).or(() -> bySftp(facts));
  }

  private static Optional<Finding> bySftp(Facts facts) {
    return facts.sftps().stream()
        .filter(sftp -> sftp.stalled() && sftp.loggedIn() && !sftp.failedAt(Sftp.Step.VERSION))
        .findFirst()
        .map(sftp ->
            finding(sftp.read() + sftp.written(), sftp.shown() + ": " + sftp.said(), sftp.peer()));
  }

  private static Optional<Finding> byFtp(Facts facts) {
    return facts
        .transfers(transfer -> transfer.end() == Transfer.End.STALLED)
        .findFirst()
        .map(transfer -> finding(transfer.bytes(), Evidence.of(transfer), transfer.peer()));
  }

  private static Finding finding(long bytes, String evidence, InetSocketAddress peer) {
    return KIND.finding(
            Certainty.LIKELY,
            "A connection for data stands and data stops after %d bytes: large packets vanish on the way (a smaller MTU behind a tunnel or PPPoE, and ICMP is filtered), or the connection was cut on one side."
                .formatted(bytes))
        .because(evidence)
        .remedy(
            "Let ICMP \"fragmentation needed\" and ICMPv6 \"packet too big\" through every firewall.",
            "On the router with the smaller MTU: nft add rule inet filter forward tcp flags syn tcp option maxseg size set rt mtu",
            "To prove it: ping -M do -s 1472 %s".formatted(Addresses.shown(peer.getAddress())))
        .affecting(Effects.all("small listings work, large files stop"));
  }
}
