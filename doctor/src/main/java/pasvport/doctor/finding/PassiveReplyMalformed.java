package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** A 227 or 229 has no port that can be read. */
final class PassiveReplyMalformed implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-reply-malformed",
          "C25",
          Severity.FAULT,
          "the reply to PASV or EPSV names no port",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.PASV, Mode.EPSV)
        .filter(transfer -> transfer.arranged().is(2) && transfer.port().isEmpty())
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The reply to %s names no port that a client can read: %s"
                        .formatted(transfer.mode(), transfer.arranged().shown()))
                .because(Evidence.of(transfer))
                .remedy(
                    "Update the server; if its own log shows another text, a device on the way has spoiled it. Clients can ask for %s instead."
                        .formatted(transfer.mode() == Mode.PASV ? "EPSV" : "PASV"))
                .affecting(Effects.without(facts, transfer)));
  }
}
