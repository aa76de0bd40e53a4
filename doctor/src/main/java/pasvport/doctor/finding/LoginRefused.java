package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Protection;
import pasvport.doctor.fact.Sftp;

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
    return facts.loggedIn() ? Optional.empty() : byFtp(facts).or(() -> bySsh(facts));
  }

  private static Optional<Finding> bySsh(Facts facts) {
    return facts.sftps().stream()
        .filter(sftp -> sftp.failedAt(Sftp.Step.LOGIN))
        .findFirst()
        .map(sftp ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server does not let the user in: %s. Each way was tried once and not again."
                        .formatted(sftp.said()))
                .because("%s: %s".formatted(sftp.shown(), sftp.said()))
                .remedy(
                    "Give a user who may log in: --user NAME with --password-file FILE or --key FILE.",
                    "The server's log of this minute says why (journalctl -u ssh)."));
  }

  private static Optional<Finding> byFtp(Facts facts) {
    return facts.sessions().stream()
        .filter(session ->
            (session.password().refused() || session.user().refused())
                && !(session.protection() == Protection.CLEAR && TlsDemanded.says(session)))
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
