package pasvport.doctor.finding;

import java.net.InetSocketAddress;
import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Sftp;

/** The key exchange stops. */
final class SshExchangeStalls implements Check {
  private static final Kind KIND =
      Kind.of(
          "ssh-exchange-stalls",
          "G2",
          Severity.FAULT,
          "the SSH key exchange is not answered",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return first(facts).or(() -> second(facts));
  }

  /** A connection that offers more algorithms, and is answered in longer packets. */
  private static Optional<Finding> second(Facts facts) {
    return facts.sftps().stream()
        .filter(sftp -> sftp.failedAt(Sftp.Step.TRUST) && sftp.stalled())
        .findFirst()
        .map(sftp ->
            KIND.finding(
                    Certainty.LIKELY,
                    "%s answers a short key exchange and not a longer one: large packets vanish on the way (MTU)."
                        .formatted(Addresses.shown(sftp.peer())))
                .because("%s: %s".formatted(sftp.shown(), sftp.said()))
                .remedy(ping(sftp.peer()))
                .affecting(Effects.all("hangs while it connects")));
  }

  private static String ping(InetSocketAddress peer) {
    return "If it is silent: ping -M do -s 1472 %s shows whether large packets pass."
        .formatted(Addresses.shown(peer.getAddress()));
  }

  private static Optional<Finding> first(Facts facts) {
    return facts.sshes().stream()
        .filter(ssh -> ssh.version().isPresent() && !ssh.key())
        .findFirst()
        .map(ssh ->
            KIND.finding(
                    Certainty.LIKELY,
                    "%s says %s and does not answer the key exchange%s"
                        .formatted(
                            Addresses.shown(ssh.peer()),
                            ssh.version().orElseThrow(),
                            ssh.ended().silence()
                                ? ": large packets vanish on the way (MTU), or a device filters SSH."
                                : ": it ended the connection, most likely because it knows none of the algorithms that were offered."))
                .because(
                    "%s: version line came, its algorithms %s, its key did not: %s"
                        .formatted(
                            Addresses.shown(ssh.peer()),
                            ssh.offer() ? "came" : "did not",
                            ssh.ended().shown()))
                .remedy(
                    ping(ssh.peer()),
                    "If it ends: ssh -v shows the algorithms of the server; curve25519-sha256 is missing there.")
                .affecting(Effects.all("hangs while it connects")));
  }
}
