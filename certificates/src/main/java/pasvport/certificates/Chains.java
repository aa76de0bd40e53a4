package pasvport.certificates;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Puts a key and the certificates of a file together: the key's own first, then its issuers. */
final class Chains {

  private Chains() {}

  /**
   * The identity made of them, with a remark where the file had another order or something else.
   *
   * @throws IOException if the key fits none of the certificates
   */
  static Identity of(String origin, PrivateKey key, List<X509Certificate> found)
      throws IOException {
    var own =
        found.stream()
            .filter(certificate -> Keys.fit(key, certificate.getPublicKey()))
            .findFirst()
            .orElseThrow(() ->
                new IOException(
                    "%s: the private key does not fit the certificate (of %s)"
                        .formatted(origin, found.getFirst().getSubjectX500Principal().getName())));
    var chain = new ArrayList<>(List.of(own));
    var rest = new ArrayList<>(found);
    rest.remove(own);
    while (true) {
      var last = chain.getLast();
      var issuer = rest.stream().filter(candidate -> issued(candidate, last)).findFirst();
      if (issuer.isEmpty()) {
        break;
      }
      chain.add(issuer.get());
      rest.remove(issuer.get());
    }
    var remarks = new ArrayList<String>();
    if (!rest.isEmpty()) {
      remarks.add(
          "%d of its certificates are not in the chain of %s and are not sent: the chain has a gap,"
                  .formatted(rest.size(), own.getSubjectX500Principal().getName())
              + " or they do not belong there");
    } else if (!chain.equals(found)) {
      remarks.add(
          "its certificates stand in the wrong order; they are sent in the right one, each before"
              + " the one that issued it");
    }
    return new Identity(
        origin, new PrivateKeyEntry(key, chain.toArray(X509Certificate[]::new)), remarks);
  }

  /** Whether the one has signed the other. */
  static boolean issued(X509Certificate issuer, X509Certificate certificate) {
    if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
