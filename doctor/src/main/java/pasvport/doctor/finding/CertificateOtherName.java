package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The certificate is for another name. */
final class CertificateOtherName implements Check {
  private static final Kind KIND =
      Kind.of(
          "certificate-other-name",
          "C20",
          Severity.WARNING,
          "the server's certificate is for another name",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Certificates.first(facts)
        .filter(seen -> seen.tls().otherName().isPresent())
        .map(seen ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server's certificate is for %s, not for %s."
                        .formatted(seen.tls().otherName().orElseThrow(), facts.target().host()))
                .because("%s: subject %s".formatted(seen.session().shown(), seen.subject()))
                .remedy(
                    "Let clients use a name that it is for, or give the server a certificate with subjectAltName %s."
                        .formatted(facts.target().host()))
                .affecting(Certificates.EFFECTS));
  }
}
