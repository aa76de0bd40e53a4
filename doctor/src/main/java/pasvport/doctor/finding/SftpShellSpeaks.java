package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Sftp;

/** Something else than SFTP comes first: a start-up file of the shell prints it. */
final class SftpShellSpeaks implements Check {
  private static final Kind KIND =
      Kind.of(
          "sftp-shell-speaks",
          "G3",
          Severity.FAULT,
          "the user's shell prints something before SFTP begins",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sftps().stream()
        .filter(sftp -> sftp.failedAt(Sftp.Step.VERSION) && sftp.stray().length() > 0)
        .findFirst()
        .map(sftp ->
            KIND.finding(
                    Certainty.PROVED,
                    "Where SFTP should begin, the server sends text: \"%s\". Clients take its first four bytes for a length and say \"Received message too long %d\"."
                        .formatted(sftp.stray().shown(), length(sftp)))
                .because("%s: %s".formatted(sftp.shown(), sftp.stray().shown()))
                .remedy(
                    "Let the user's start-up files (.bashrc, .profile, /etc/profile.d) print nothing where no terminal is: [ -t 1 ] || return",
                    "Or run no shell at all: sshd_config, Subsystem sftp internal-sftp.")
                .affecting(Effects.all("log-in works, then \"message too long\"")));
  }

  /** The first four bytes as a number, as clients show it. */
  private static long length(Sftp sftp) {
    long value = 0;
    for (int i = 0; i < Math.min(Integer.BYTES, sftp.stray().length()); i++) {
      value = (value << 8) | (sftp.stray().at(i) & 0xFF);
    }
    return value;
  }
}
