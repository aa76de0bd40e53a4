package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** Under TLS the server takes no data in clear. */
final class ClearDataRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "clear-data-refused",
          "E4",
          Severity.NOTE,
          "under TLS the server refuses data in clear",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts
        .transfers(transfer ->
            transfer.protection().encrypted()
                && !transfer.encrypted()
                && Seen.says(transfer.begun(), "522", "521", "PROT", "encrypt"))
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "Under TLS the server takes no data in clear: %s"
                        .formatted(transfer.begun().shown()))
                .because(Evidence.of(transfer))
                .remedy("Clients must send PBSZ 0 and PROT P; all that know TLS can.")
                .affecting(Effects.CLEAR_DATA_REFUSED));
  }
}
