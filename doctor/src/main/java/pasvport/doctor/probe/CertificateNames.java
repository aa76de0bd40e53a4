package pasvport.doctor.probe;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** For which names and addresses a certificate is (RFC 6125, RFC 2818 section 3.1). */
final class CertificateNames {
  /** RFC 5280 section 4.2.1.6: GeneralName's choices. */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  private CertificateNames() {}

  /** The names that it is for, if this host is not among them. */
  static Optional<String> unlessFor(X509Certificate certificate, String host) {
    var names = names(certificate);
    return names.stream().anyMatch(name -> matches(name, host))
        ? Optional.empty()
        : Optional.of(
            names.isEmpty()
                ? certificate.getSubjectX500Principal().getName()
                : String.join(", ", names));
  }

  private static List<String> names(X509Certificate certificate) {
    var names = new ArrayList<String>();
    try {
      var alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (var alternative : alternatives) {
          if (alternative.get(0) instanceof Integer kind
              && (kind == DNS_NAME || kind == IP_ADDRESS)
              && alternative.get(1) instanceof String name) {
            names.add(name);
          }
        }
      }
    } catch (CertificateParsingException unreadable) {
      names.add("names that cannot be read: " + unreadable.getMessage());
    }
    return names;
  }

  private static boolean matches(String name, String host) {
    var pattern = name.toLowerCase(Locale.ROOT);
    var tested = host.toLowerCase(Locale.ROOT);
    if (pattern.startsWith("*.")) {
      int dot = tested.indexOf('.');
      return dot > 0 && tested.substring(dot).equals(pattern.substring(1));
    }
    return pattern.equals(tested) || sameAddress(pattern, tested);
  }

  private static boolean sameAddress(String name, String host) {
    try {
      return InetAddress.ofLiteral(name).equals(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException notAddresses) {
      return false;
    }
  }
}
