package pasvport.app;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import pasvport.certificates.Identity;

/** A certificate on one line, with what a client's user compares. */
final class CertificateText {
  private static final int MOST_NAMES = 4;

  private CertificateText() {}

  static String of(Identity identity) {
    String names =
        identity.names().stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
            + (identity.names().size() > MOST_NAMES
                ? " and " + (identity.names().size() - MOST_NAMES) + " more"
                : "");
    return "for %s, issued by %s, until %s, SHA-256 %s"
        .formatted(
            names.isEmpty() ? identity.name() : names,
            identity.issuer(),
            LocalDate.ofInstant(identity.expires(), ZoneOffset.UTC),
            identity.fingerprint());
  }
}
