package pasvport.doctor.finding;

import java.time.Duration;
import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The certificate's time is nearly over. */
final class CertificateExpiresSoon implements Check {
  private static final Kind KIND =
      Kind.of(
          "certificate-expires-soon",
          "–",
          Severity.WARNING,
          "the server's certificate expires within two weeks",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Certificates.first(facts)
        .filter(seen -> !seen.expired(facts) && seen.expiresWithin(facts, NOTICE))
        .map(seen ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server's certificate expires on %s.".formatted(seen.to()))
                .because("%s: subject %s".formatted(seen.session().shown(), seen.subject()))
                .remedy("Renew it, and let the server read it anew."));
  }

  /** Renewal by ACME happens a month before the end; what is left at two weeks was forgotten. */
  private static final Duration NOTICE = Duration.ofDays(14);
}
