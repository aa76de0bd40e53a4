package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;

/** Something else than SSH answers. */
final class SshOtherProtocol implements Check {
  private static final Kind KIND =
      Kind.of(
          "ssh-other-protocol",
          "A7",
          Severity.FAULT,
          "the port speaks another protocol than SSH",
          Certainty.PROVED);

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
                && ssh.ended() instanceof Heard.NotAsked)
        .findFirst()
        .map(ssh ->
            KIND.finding(
                    Certainty.PROVED,
                    "%s does not speak SSH; it begins with \"%s\"."
                        .formatted(Addresses.shown(ssh.peer()), ssh.first().shown()))
                .because("%s: %s".formatted(Addresses.shown(ssh.peer()), ssh.first().shown()))
                .remedy("Use ftp:// or ftpes:// for this port, or the port of SSH.")
                .affecting(Effects.all("cannot talk to it")));
  }
}
