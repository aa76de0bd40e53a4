package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Scheme;

/** The password was not sent, because nobody vouches for the server. */
final class PasswordWithheld implements Check {
  private static final Kind KIND =
      Kind.of(
          "password-withheld",
          "–",
          Severity.UNTESTED,
          "the password was not sent to a server that nobody vouches for",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts
        .withheld()
        .filter(_ -> !facts.loggedIn())
        .map(reason ->
            KIND.finding(Certainty.PROVED, "The password was not sent: %s.".formatted(reason))
                .remedy(
                    facts.target().scheme() == Scheme.SFTP
                        ? "Compare it with the server's (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub there) and note it here: ssh-keyscan -p %d %s >> ~/.ssh/known_hosts"
                            .formatted(facts.target().port(), facts.target().host())
                        : "--authority FILE names the certificate that is to be trusted.",
                    "--any-certificate sends the password all the same."));
  }
}
