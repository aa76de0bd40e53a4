package pasvport.doctor.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Who is believed to vouch for servers: the authorities that Java knows, and those of a file. */
public final class Authorities {
  private final List<X509TrustManager> believed;

  private Authorities(List<X509TrustManager> believed) {
    this.believed = List.copyOf(believed);
  }

  /** Those that Java knows. */
  public static Authorities known() {
    try {
      return new Authorities(List.of(manager(Optional.empty())));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the JDK's own authorities cannot be read", impossible);
    }
  }

  /**
   * Those that Java knows and those in a PEM file.
   *
   * @throws IOException if it cannot be read, or holds no certificates
   */
  public static Authorities with(Path file) throws IOException {
    try (var pem = Files.newInputStream(file)) {
      return with(pem, file.toString());
    }
  }

  /**
   * Those that Java knows and those in PEM.
   *
   * @param origin what messages call it
   * @throws IOException if it holds no certificates
   */
  public static Authorities with(InputStream pem, String origin) throws IOException {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry(Integer.toString(store.size()), certificate);
      }
      var all = new ArrayList<>(known().believed);
      all.add(manager(Optional.of(store)));
      return new Authorities(all);
    } catch (GeneralSecurityException e) {
      throw new IOException(origin + " holds no certificates in PEM: " + e.getMessage(), e);
    }
  }

  private static X509TrustManager manager(Optional<KeyStore> store)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store.orElse(null));
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** Why none of them vouches for a server; empty if one does. */
  Optional<String> objection(X509Certificate[] chain, String algorithm) {
    var objections = new ArrayList<String>();
    for (var manager : believed) {
      try {
        manager.checkServerTrusted(chain, algorithm);
        return Optional.empty();
      } catch (CertificateException objection) {
        objections.add(words(objection));
      }
    }
    return Optional.of(objections.getLast());
  }

  /** The innermost reason, without the names of Java's classes. */
  private static String words(CertificateException objection) {
    return String.valueOf(objection.getMessage()).replaceFirst(".*Exception: ", "");
  }
}
