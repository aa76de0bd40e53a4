package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** The server does not call the address that this client has. */
final class ActiveAddressRefused implements Check {
  /** What servers say to an address that is not the client's. */
  static final String[] TEXTS = {
    "Illegal PORT",
    "I won't open a connection",
    "does not match control",
    "PORT IP is not same",
    "foreign address"
  };

  private static final Kind KIND =
      Kind.of(
          "active-address-refused",
          "D1, D3",
          Severity.NOTE,
          "the server refuses the address in PORT: NAT is on the way",
          Certainty.PROVED,
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.PORT, Mode.EPRT)
        .filter(transfer -> transfer.arranged().refused() && transfer.offered().isPresent())
        .filter(transfer -> Seen.says(transfer.arranged(), TEXTS))
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Seen.says(transfer.arranged(), "I won't open", "PORT IP is not same")
                        ? Certainty.PROVED
                        : Certainty.LIKELY,
                    "The server refuses to call %s: it sees this client at another address, because NAT is on the way. So it is for every client behind NAT."
                        .formatted(Addresses.shown(transfer.offered().orElseThrow())))
                .because(Evidence.of(transfer))
                .remedy(
                    "Use passive mode. A client that must use active mode has to name its outside address and have a range of ports forwarded to it.")
                .affecting(Effects.NO_ACTIVE))
        .map(finding -> Seen.passiveWorked(facts) ? finding : finding.as(Severity.WARNING));
  }
}
