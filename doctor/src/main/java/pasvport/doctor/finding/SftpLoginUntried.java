package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** Only the way to an SSH server was tested. */
final class SftpLoginUntried implements Check {
  private static final Kind KIND =
      Kind.of(
          "sftp-login-untried",
          "–",
          Severity.NOTE,
          "SSH answers, and nobody was named who logs in",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sshes().stream()
        .filter(ssh -> ssh.key() && facts.sftps().isEmpty() && facts.withheld().isEmpty())
        .findFirst()
        .map(ssh ->
            KIND.finding(
                    Certainty.PROVED,
                    "%s answers up to SSH's key exchange: nothing on the way keeps SFTP out, which needs no other port. What comes after a login was not tried."
                        .formatted(Addresses.shown(ssh.peer())))
                .because("%s: %s".formatted(Addresses.shown(ssh.peer()), ssh.version().orElse("")))
                .remedy("To go on: --user NAME with --password-file FILE or --key FILE."));
  }
}
