package pasvport.certificates;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The root certificates that everybody has, to tell whether a chain leads to one of them. */
final class WellKnownRoots {
  private final List<X509Certificate> roots;

  /** Those that Java brings along. */
  WellKnownRoots() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((@Nullable KeyStore) null);
      roots =
          Arrays.stream(factory.getTrustManagers())
              .filter(X509TrustManager.class::isInstance)
              .map(X509TrustManager.class::cast)
              .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
              .toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java's own root certificates cannot be read", e);
    }
  }

  /** A sentence about a chain that ends before a root. */
  Optional<String> gap(Identity identity) {
    var last = identity.chain().getLast();
    var isWhole =
        last.getIssuerX500Principal().equals(last.getSubjectX500Principal())
            || roots.stream().anyMatch(root -> Chains.issued(root, last));
    return isWhole
        ? Optional.empty()
        : Optional.of(
            ("the chain of %s ends before a root that everybody has: unless clients trust %s"
                    + " already, append its certificate to the file")
                .formatted(identity.name(), last.getIssuerX500Principal().getName()));
  }
}
