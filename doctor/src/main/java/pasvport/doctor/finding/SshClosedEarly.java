package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;

/** An SSH server closes before its version line. */
final class SshClosedEarly implements Check {
  private static final Kind KIND =
      Kind.of(
          "ssh-closed-early",
          "G1",
          Severity.FAULT,
          "the SSH server closes before its version line",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sshes().stream()
        .filter(ssh ->
            ssh.connected().open()
                && ssh.version().isEmpty()
                && !(ssh.ended() instanceof Heard.NotAsked))
        .findFirst()
        .map(ssh ->
            KIND.finding(
                    Certainty.LIKELY,
                    "%s takes the connection and ends it before its version line: too many unauthenticated sessions (MaxStartups), an access list, or a ban."
                        .formatted(Addresses.shown(ssh.peer())))
                .because(
                    "%s: %s, then %s"
                        .formatted(
                            Addresses.shown(ssh.peer()),
                            Evidence.told(ssh.connected()),
                            ssh.ended().shown()))
                .remedy(
                    "Test again: if it comes and goes, raise MaxStartups in sshd_config; if never, look in hosts.deny, fail2ban and the server's log.")
                .affecting(Effects.all("connection closed")));
  }
}
