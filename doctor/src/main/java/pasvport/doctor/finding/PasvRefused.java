package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** The server knows EPSV and not PASV. */
final class PasvRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "pasv-refused",
          "C24",
          Severity.WARNING,
          "the server refuses PASV over IPv4; EPSV works",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.PASV)
        .filter(transfer ->
            transfer.arranged().refused()
                && Addresses.family(transfer.peer().getAddress()).equals("IPv4"))
        .findFirst()
        .filter(transfer -> Seen.worked(facts, Mode.EPSV) && !transfer.arranged().says("OOPS"))
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server, or a proxy before it, refuses PASV: %s"
                        .formatted(transfer.arranged().shown()))
                .because(Evidence.of(transfer))
                .remedy(Settings.passive(facts.product()))
                .affecting(Effects.without(facts, transfer)));
  }
}
