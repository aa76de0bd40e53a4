package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Secured;

/** TLS on the control connection cannot be agreed on, or its bytes are not what was sent. */
final class TlsBroken implements Check {
  private static final Kind KIND =
      Kind.of(
          "tls-broken",
          "C19",
          Severity.FAULT,
          "the TLS handshake of the control connection fails",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session -> session.version().isEmpty())
        .filter(session ->
            session.secured() instanceof Secured.Failed failed
                && failed.how() == Secured.How.TLS
                && !PlainOnTlsPort.shows(session))
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.LIKELY,
                    "TLS on the control connection fails. Either the server offers nothing that is secure enough today, or a device on the way changes bytes.")
                .because(session.shown() + ": " + session.secured().shown())
                .remedy(
                    "On the server: openssl s_client -connect 127.0.0.1:%d -starttls ftp. If that works, a device on the way is at fault (Check Point changes the byte 0xFF: FTP_NO_TELNET_OPTIONS)."
                        .formatted(session.peer().getPort()),
                    "If not: give the server TLS 1.2 or 1.3 and a certificate with its key.")
                .affecting(Effects.all("TLS error")));
  }
}
