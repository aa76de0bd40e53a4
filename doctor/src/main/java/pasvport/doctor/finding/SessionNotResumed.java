package pasvport.doctor.finding;

import java.time.Duration;
import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Idle;
import pasvport.doctor.fact.Times;
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

  /** How long the session had been left alone before. */
  private static Optional<Duration> idle(Facts facts, Transfer transfer) {
    return facts.idles().stream()
        .filter(idle -> idle.session() == transfer.session())
        .map(Idle::left)
        .findFirst();
  }

  private static boolean anyResumed(Facts facts) {
    return facts
        .transfers(each -> each.encrypted() && each.secured().resumed())
        .anyMatch(Transfer::worked);
  }

  private static String verdict(Optional<Duration> idle) {
    return idle.map(time ->
            "After %s the server has forgotten the TLS session that it demands data connections to resume: later listings and files of the same login fail."
                .formatted(Times.shown(time)))
        .orElse(
            "The server refuses data connections for not resuming the TLS session, and does not let this client resume: its cache is off or too short, or several servers behind one address do not share it.");
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
        .filter(transfer -> idle(facts, transfer).isPresent() || !anyResumed(facts))
        .findFirst()
        .map(transfer ->
            KIND.finding(Certainty.LIKELY, verdict(idle(facts, transfer)))
                .because(Evidence.of(transfer))
                .remedy(
                    "Switch the server's session cache or tickets on, with a time longer than a session.",
                    "Or do without: %s".formatted(Settings.withoutReuse(facts.product())))
                .affecting(Effects.all("log-in works, listings fail")));
  }
}
