package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** The server knows PORT and not EPRT. */
final class EprtRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "eprt-refused",
          "D8",
          Severity.NOTE,
          "the server refuses EPRT; PORT works",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.EPRT)
        .filter(transfer -> transfer.arranged().refused())
        .findFirst()
        .filter(_ -> Seen.by(facts, Mode.PORT).anyMatch(transfer -> transfer.arranged().is(2)))
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server, or a proxy before it, refuses EPRT: %s Active mode over IPv6 is not possible."
                        .formatted(transfer.arranged().shown()))
                .because(Evidence.of(transfer))
                .remedy("Use PORT over IPv4, or passive mode."));
  }
}
