package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The certificate's time is over, or has not begun. */
final class CertificateExpired implements Check {
  private static final Kind KIND =
      Kind.of(
          "certificate-expired",
          "–",
          Severity.FAULT,
          "the server's certificate is not valid now",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Certificates.first(facts)
        .filter(seen -> seen.expired(facts))
        .map(seen ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server's certificate is valid from %s to %s, and not now."
                        .formatted(seen.from(), seen.to()))
                .because(
                    "%s: subject %s, fingerprint %s"
                        .formatted(seen.session().shown(), seen.subject(), seen.fingerprint()))
                .remedy(
                    "Renew it, and let the server read it anew; if the dates look right, correct the clocks.")
                .affecting(Certificates.EXPIRED));
  }
}
