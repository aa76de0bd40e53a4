package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Transfer;

/** The server demands what it does not offer, or a device on the way keeps it from being had. */
final class SessionNotResumed implements Check {
  private static final Kind KIND =
      Kind.of(
          "tls-session-not-resumed",
          "E1, E3",
          Severity.FAULT,
          "data connections fail under TLS, and none could resume the session",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts
        .transfers(transfer ->
            transfer.encrypted()
                && transfer.resuming()
                && transfer.secured().done()
                && !transfer.secured().resumed()
                && !transfer.worked())
        .filter(transfer ->
            Seen.says(transfer.finished(), "reuse", "resum", "Operation not permitted")
                || Seen.says(transfer.begun(), "reuse", "resum"))
        .filter(_ ->
            facts
                .transfers(each -> each.encrypted() && each.secured().resumed())
                .noneMatch(Transfer::worked))
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.LIKELY,
                    "The server refuses data connections for not resuming the TLS session, and does not let this client resume: its cache is off or too short, or several servers behind one address do not share it.")
                .because(Evidence.of(transfer))
                .remedy(
                    "Switch the server's session cache or tickets on, with a time longer than a session.",
                    "Or do without: %s".formatted(Settings.withoutReuse(facts.product())))
                .affecting(Effects.all("log-in works, listings fail")));
  }
}
