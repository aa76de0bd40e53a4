package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Protection;
import pasvport.doctor.fact.Scheme;
import pasvport.doctor.fact.Secured;

/** TLS on the control connection is cut off. */
final class TlsCut implements Check {
  private static final Kind KIND =
      Kind.of(
          "tls-cut",
          "C18",
          Severity.FAULT,
          "the TLS handshake of the control connection is cut off",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session ->
            session.secured() instanceof Secured.Failed failed && failed.how() != Secured.How.TLS)
        .filter(session ->
            session.protection() == Protection.IMPLICIT
                ? facts.target().scheme() == Scheme.FTPS
                : true)
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.LIKELY,
                    "The TLS handshake of the control connection ends before it is done: a device on the way that inspects FTP kills it, or the server's certificate or key cannot be read.")
                .because(
                    Evidence.reply(session, "AUTH TLS", session.auth()), session.secured().shown())
                .remedy(
                    "The server's log tells which: if it has no TLS error of its own but an end of the connection, it was a device on the way.",
                    "Take port %d out of FTP inspection there, or use implicit TLS on port 990; on Windows: netsh advfirewall set global StatefulFTP disable."
                        .formatted(session.peer().getPort()))
                .affecting(Effects.all("TLS error")));
  }
}
