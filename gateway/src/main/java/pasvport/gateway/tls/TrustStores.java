package pasvport.gateway.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed. */
final class TrustStores {
  private TrustStores() {}

  /** The authorities that the system trusts. */
  static TrustManager[] ofSystem() throws IOException {
    return managers(null);
  }

  /**
   * The authorities in a PEM file.
   *
   * @throws IOException if it cannot be read or holds none, naming it
   */
  static TrustManager[] ofFile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> authorities =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (authorities.isEmpty()) {
        throw new IOException(file + " holds no certificate in PEM");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate authority : authorities) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
      return managers(store);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificates in PEM: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws IOException {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IOException("no authorities can be trusted: " + e.getMessage(), e);
    }
  }

  /** Nobody: for a side that asks for no certificate. */
  static TrustManager[] ofNobody() {
    return new TrustManager[] {new Pinned(Optional.empty())};
  }

  /** One certificate, by its SHA-256 fingerprint in lower-case hexadecimal digits. */
  static TrustManager[] ofOne(String sha256) {
    return new TrustManager[] {new Pinned(Optional.of(sha256))};
  }

  /** Believes one certificate whoever signed it, or none. */
  private static final class Pinned extends X509ExtendedTrustManager {
    private final Optional<String> sha256;

    Pinned(Optional<String> sha256) {
      this.sha256 = sha256;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      String found;
      try {
        found =
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new CertificateException(e);
      }
      if (sha256.filter(found::equals).isEmpty()) {
        throw new CertificateException(
            "the certificate's fingerprint is sha256:"
                + found
                + sha256.map(wanted -> ", not sha256:" + wanted).orElse(""));
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
