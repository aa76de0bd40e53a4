package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Transfer;

/** The server takes only data connections that resume the control connection's session. */
final class SessionReuseDemanded implements Check {
  private static final Kind KIND =
      Kind.of(
          "tls-session-reuse-demanded",
          "E1, E2",
          Severity.NOTE,
          "the server demands that data connections resume the TLS session",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var without = fresh(facts);
    return without.isPresent()
            && facts
                .transfers(transfer -> transfer.encrypted() && transfer.secured().resumed())
                .anyMatch(Transfer::worked)
        ? Optional.of(
            KIND.finding(
                    Certainty.PROVED,
                    "The server takes data connections only if they resume the control connection's TLS session; this test's did. It keeps others from stealing data, and some clients cannot do it.")
                .because(without.stream().map(Evidence::of))
                .remedy("If clients need it: %s".formatted(Settings.withoutReuse(facts.product())))
                .affecting(Effects.SESSION_REUSE))
        : Optional.empty();
  }

  static Optional<Transfer> fresh(Facts facts) {
    return facts
        .transfers(transfer ->
            transfer.encrypted()
                && !transfer.resuming()
                && transfer.connected().open()
                && !transfer.worked())
        .findFirst();
  }
}
