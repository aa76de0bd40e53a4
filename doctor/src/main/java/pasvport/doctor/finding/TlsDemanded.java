package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Protection;
import pasvport.doctor.fact.Scheme;
import pasvport.doctor.fact.Session;

/** The server wants TLS before a login. */
final class TlsDemanded implements Check {
  private static final Kind KIND =
      Kind.of(
          "tls-demanded",
          "E5",
          Severity.NOTE,
          "the server demands TLS before a login",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session -> session.protection() == Protection.CLEAR && says(session))
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server lets nobody in without TLS: %s"
                        .formatted(
                            session.user().refused()
                                ? session.user().shown()
                                : session.password().shown()))
                .because(
                    session.user().refused()
                        ? Evidence.reply(session, "USER", session.user())
                        : Evidence.reply(session, "PASS", session.password()))
                .remedy(
                    "Clients must use TLS: %s".formatted(Doors.url(facts, Scheme.FTPES, session)))
                .affecting(Effects.TLS_DEMANDED));
  }

  /** Whether a login was refused for want of TLS, in the words of the servers. */
  static boolean says(Session session) {
    return session.user().demandsTls() || session.password().demandsTls();
  }
}
