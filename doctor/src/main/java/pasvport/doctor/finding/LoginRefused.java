package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The login did not succeed, so nothing behind it was seen. */
final class LoginRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "login-refused",
          "–",
          Severity.UNTESTED,
          "the server refused the login",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.loggedIn()
        ? Optional.empty()
        : facts.sessions().stream()
            .filter(session ->
                session.password().refused()
                    || (session.user().refused() && !TlsDemanded.says(session)))
            .findFirst()
            .map(session ->
                KIND.finding(
                        Certainty.PROVED,
                        "The server refuses the login: %s It was tried once and not again."
                            .formatted(
                                session.password().refused()
                                    ? session.password().shown()
                                    : session.user().shown()))
                    .because(
                        Evidence.reply(
                            session,
                            session.password().refused() ? "PASS" : "USER",
                            session.password().refused() ? session.password() : session.user()))
                    .remedy("Give a user who may log in: --user NAME --password-file FILE."));
  }
}
