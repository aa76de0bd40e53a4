package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
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
    return facts
        .transfers(transfer -> transfer.end() == Transfer.End.STALLED)
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.LIKELY,
                    "A data connection stands and data stops after %d bytes: large packets vanish on the way (a smaller MTU behind a tunnel or PPPoE, and ICMP is filtered), or the connection was cut on one side."
                        .formatted(transfer.bytes()))
                .because(Evidence.of(transfer))
                .remedy(
                    "Let ICMP \"fragmentation needed\" and ICMPv6 \"packet too big\" through every firewall.",
                    "On the router with the smaller MTU: nft add rule inet filter forward tcp flags syn tcp option maxseg size set rt mtu",
                    "To prove it: ping -M do -s 1472 %s"
                        .formatted(Addresses.shown(transfer.peer().getAddress())))
                .affecting(Effects.all("small listings work, large files stop")));
  }
}
