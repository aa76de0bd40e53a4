package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** PASV is accepted and leads nowhere, while EPSV works. */
final class PasvBroken implements Check {
  private static final Kind KIND =
      Kind.of(
          "pasv-broken",
          "C12",
          Severity.FAULT,
          "PASV is accepted and its data connection fails, while EPSV works",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Lanes.byMode(facts, Mode.EPSV, Mode.PASV)
        ? Seen.by(facts, Mode.PASV)
            .filter(transfer -> transfer.connected().failed())
            .findFirst()
            .map(transfer ->
                KIND.finding(
                        Certainty.PROVED,
                        "Data connections work after EPSV and fail after PASV: a helper on the way opens ports only if a 227 names the server's own address, and this one names another.")
                    .because(
                        Seen.by(facts, Mode.PASV)
                            .filter(each -> each.connected().failed())
                            .map(Evidence::of))
                    .remedy(
                        "One of the two may correct the address, never both: let the server announce its own address (take its setting away), or take the helper away and open the range.")
                    .remedy(Ports.of(Seen.by(facts, Mode.PASV)).opening(facts))
                    .affecting(Effects.without(facts, transfer)))
        : Optional.empty();
  }
}
