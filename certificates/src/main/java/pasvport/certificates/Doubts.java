package pasvport.certificates;

import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What makes clients refuse a certificate, or soon will; a sentence each. */
final class Doubts {

  /** Warned of from here on, or in the last third of a shorter life. */
  private static final Duration SOON = Duration.ofDays(21);

  private static final int THIRD = 3;

  /** NIST SP 800-131A: shorter keys are disallowed; clients refuse them. */
  private static final int LEAST_RSA_BITS = 2048;

  private Doubts() {}

  /** About its end alone, if that is near or past. */
  static Optional<String> expiry(Identity identity, Instant now) {
    var third = identity.lifetime().dividedBy(THIRD);
    var soon = third.compareTo(SOON) < 0 ? third : SOON;
    if (now.isBefore(identity.expires().minus(soon))) {
      return Optional.empty();
    }
    return Optional.of(
        "the certificate of %s %s %s"
            .formatted(
                identity.name(),
                now.isAfter(identity.expires())
                    ? "has expired, clients refuse it: it ended at"
                    : "expires soon, at",
                identity.expires()));
  }

  static List<String> about(Identity identity, Instant now) {
    var doubts = new ArrayList<>(identity.remarks());
    var what = "the certificate of " + identity.name();
    expiry(identity, now).ifPresent(doubts::add);
    if (now.isBefore(identity.begins())) {
      doubts.add(what + " is not valid before " + identity.begins() + "; is the clock right?");
    }
    if (identity.names().isEmpty()) {
      doubts.add(what + " names no host (subjectAltName): clients refuse it");
    }
    for (var certificate : identity.chain()) {
      var subject = certificate.getSubjectX500Principal().getName();
      if (certificate.getPublicKey() instanceof RSAKey key
          && key.getModulus().bitLength() < LEAST_RSA_BITS) {
        doubts.add(
            "the key of %s has %d bits; clients ask for %d and more"
                .formatted(subject, key.getModulus().bitLength(), LEAST_RSA_BITS));
      }
      if (isSignedWeakly(certificate)) {
        doubts.add(
            "%s is signed with %s, which clients refuse"
                .formatted(subject, certificate.getSigAlgName()));
      }
    }
    return doubts;
  }

  /** By a hash that can be forged; nobody looks at the signature of a root under itself. */
  private static boolean isSignedWeakly(X509Certificate certificate) {
    var algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    return (algorithm.startsWith("SHA1") || algorithm.startsWith("MD5"))
        && !certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
