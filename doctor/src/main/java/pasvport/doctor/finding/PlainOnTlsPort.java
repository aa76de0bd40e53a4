package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Protection;
import pasvport.doctor.fact.Scheme;
import pasvport.doctor.fact.Secured;
import pasvport.doctor.fact.Session;

/** TLS was expected from the first byte, and the server greets in clear. */
final class PlainOnTlsPort implements Check {
  private static final Kind KIND =
      Kind.of(
          "plain-on-tls-port",
          "A7",
          Severity.FAULT,
          "the port speaks clear text where implicit TLS was asked for",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(PlainOnTlsPort::shows)
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.LIKELY,
                    "%s does not speak TLS from the first byte; it is most likely an FTP port with AUTH TLS."
                        .formatted(Addresses.shown(session.peer())))
                .because(session.shown() + ": " + session.secured().shown())
                .remedy("Use %s".formatted(Doors.url(facts, Scheme.FTPES, session)))
                .affecting(Effects.all("TLS error, unless set to explicit TLS")));
  }

  /** What came instead of TLS is no TLS, in the words of the JDK. */
  static boolean shows(Session session) {
    return session.protection() == Protection.IMPLICIT
        && session.secured() instanceof Secured.Failed failed
        && failed.said().contains("unrecognized SSL message");
  }
}
