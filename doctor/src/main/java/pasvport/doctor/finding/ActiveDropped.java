package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** The server takes PORT and does not get through to this client. */
final class ActiveDropped implements Check {
  private static final Kind KIND =
      Kind.of(
          "active-dropped",
          "D2, D10, D15",
          Severity.WARNING,
          "the server accepts PORT and its data connection never arrives",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.PORT, Mode.EPRT)
        .filter(transfer -> transfer.arranged().is(2) && !transfer.connected().open())
        .filter(transfer ->
            Addresses.family(transfer.peer().getAddress()).equals("IPv4")
                || !Seen.worked(facts, Mode.EPRT))
        .filter(Seen::inClear)
        .findFirst()
        .filter(_ -> !ActiveTlsDropped.applies(facts))
        .map(transfer ->
            KIND.finding(
                    Certainty.LIKELY,
                    "Active mode fails: the server accepts %s, and its connection to %s never arrives. The firewall before the server lets no new connections out, or the one before this client none in."
                        .formatted(
                            transfer.mode(), Addresses.shown(transfer.offered().orElseThrow())))
                .because(Evidence.of(transfer))
                .remedy(
                    "Passive mode does without.",
                    "If clients need active mode: let the server call out from port %d (nft: tcp sport %1$d ct state new accept), and clients' firewalls let it in."
                        .formatted(transfer.peer().getPort() - 1),
                    "To tell which side it is: run this test from a host without a firewall of its own.")
                .affecting(Effects.NO_ACTIVE));
  }
}
