package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** Nobody whom this machine believes vouches for the server. */
final class CertificateUntrusted implements Check {
  private static final Kind KIND =
      Kind.of(
          "certificate-untrusted",
          "C20",
          Severity.WARNING,
          "nobody who is believed here vouches for the server's certificate",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Certificates.first(facts)
        .filter(seen -> seen.tls().untrusted().isPresent())
        .filter(seen -> !seen.expired(facts))
        .map(seen ->
            KIND.finding(
                    Certainty.PROVED,
                    "Clients are warned of the server's certificate, or refuse it: it is issued by %s."
                        .formatted(seen.issuer()))
                .because(
                    "%s: %s"
                        .formatted(seen.session().shown(), seen.tls().untrusted().orElseThrow()),
                    "fingerprint " + seen.fingerprint())
                .remedy(
                    "Give the server a certificate of an authority that clients know, with the whole chain.",
                    "If the server has one: a device on the way replaces it. Compare the fingerprint on the server: openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE.",
                    "If it is meant to be so: --authority FILE names it for this test.")
                .affecting(Certificates.EFFECTS));
  }
}
