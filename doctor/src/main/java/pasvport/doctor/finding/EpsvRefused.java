package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** The server knows PASV and not EPSV. */
final class EpsvRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "epsv-refused",
          "C24",
          Severity.NOTE,
          "the server refuses EPSV; PASV works",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.EPSV)
        .filter(transfer -> transfer.arranged().refused())
        .findFirst()
        .filter(_ -> Seen.worked(facts, Mode.PASV))
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server, or a proxy before it, refuses EPSV: %s Clients fall back to PASV; over IPv6 nothing is left."
                        .formatted(transfer.arranged().shown()))
                .because(Evidence.of(transfer))
                .remedy("In Pure-FTPd: /etc/pure-ftpd/conf/BrokenClientsCompatibility no."));
  }
}
