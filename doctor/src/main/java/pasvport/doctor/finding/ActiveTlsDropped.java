package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Mode;

/** Active mode works in clear and not under TLS. */
final class ActiveTlsDropped implements Check {
  private static final Kind KIND =
      Kind.of(
          "active-tls-dropped",
          "D9",
          Severity.WARNING,
          "active mode works in clear and fails under TLS",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return applies(facts)
        ? Optional.of(
            KIND.finding(
                    Certainty.PROVED,
                    "In clear the server's data connections arrive, under TLS they do not: a device on the way helps active mode by reading PORT, which TLS hides.")
                .because(Seen.by(facts, Mode.PORT, Mode.EPRT).map(Evidence::of))
                .remedy("Use passive mode under TLS.")
                .affecting(Effects.NO_ACTIVE))
        : Optional.empty();
  }

  static boolean applies(Facts facts) {
    var tls =
        Seen.by(facts, Mode.PORT, Mode.EPRT)
            .filter(Seen::overTls)
            .filter(transfer -> !(transfer.arranged() instanceof Heard.NotAsked))
            .toList();
    return Seen.by(facts, Mode.PORT, Mode.EPRT)
            .filter(Seen::inClear)
            .anyMatch(transfer -> transfer.connected().open())
        && !tls.isEmpty()
        && tls.stream().noneMatch(transfer -> transfer.connected().open());
  }
}
