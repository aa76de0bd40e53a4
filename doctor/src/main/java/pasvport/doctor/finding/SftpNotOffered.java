package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Sftp;

/** The login succeeds, and there is no SFTP behind it. */
final class SftpNotOffered implements Check {
  private static final Kind KIND =
      Kind.of(
          "sftp-not-offered",
          "–",
          Severity.FAULT,
          "the login succeeds and the server offers no SFTP",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sftps().stream()
        .filter(sftp ->
            sftp.failedAt(Sftp.Step.SUBSYSTEM)
                || (sftp.failedAt(Sftp.Step.VERSION) && sftp.stray().length() == 0))
        .findFirst()
        .map(sftp ->
            KIND.finding(
                    Certainty.PROVED,
                    "The login succeeds, and then %s"
                        .formatted(
                            sftp.failedAt(Sftp.Step.SUBSYSTEM)
                                ? "the server refuses the subsystem sftp."
                                : sftp.stalled()
                                    ? "SFTP does not begin."
                                    : "the server ends SFTP at once: the user's shell lets no program run, or the program is not there."))
                .because("%s: %s".formatted(sftp.shown(), sftp.said()))
                .remedy(
                    "sshd_config: Subsystem sftp internal-sftp, and for users without a shell ForceCommand internal-sftp.",
                    "The server's log of this minute (journalctl -u ssh) says what it tried to run.")
                .affecting(Effects.all("log-in works, then the connection ends")));
  }
}
