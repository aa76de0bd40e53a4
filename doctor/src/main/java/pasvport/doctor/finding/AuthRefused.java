package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Scheme;

/** TLS was asked for and is not to be had. */
final class AuthRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "auth-tls-refused",
          "C18",
          Severity.FAULT,
          "AUTH TLS is refused where TLS was asked for",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.target().scheme() != Scheme.FTPES
        ? Optional.empty()
        : facts.sessions().stream()
            .filter(session -> session.auth().refused())
            .findFirst()
            .map(session ->
                KIND.finding(
                        Certainty.PROVED,
                        "AUTH TLS is refused: the server has no TLS switched on, or a firewall's FTP inspection answers in its place.")
                    .because(
                        Evidence.reply(session, "AUTH TLS", session.auth()),
                        Evidence.greeting(session))
                    .remedy(
                        "Switch TLS on in the server (vsftpd ssl_enable=YES, ProFTPD TLSEngine on, Pure-FTPd TLS 1).",
                        "If it is on: a device on the way filters AUTH TLS; take port %d out of its FTP inspection, or use implicit TLS on port 990."
                            .formatted(session.peer().getPort()))
                    .affecting(Effects.NO_TLS));
  }
}
