package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** AUTH TLS is answered with another code than the standard's. */
final class AuthReplyOdd implements Check {
  private static final Kind KIND =
      Kind.of(
          "auth-reply-odd",
          "E7",
          Severity.WARNING,
          "AUTH TLS is answered by another code than 234",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session ->
            session.auth().is(2)
                && session.auth().reply().filter(reply -> reply.code() != 234).isPresent())
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.PROVED,
                    "AUTH TLS is answered with %s where RFC 4217 section 4 has 234; strict clients take it for a refusal."
                        .formatted(session.auth().shown()))
                .because(Evidence.reply(session, "AUTH TLS", session.auth()))
                .remedy("Update the server."));
  }
}
