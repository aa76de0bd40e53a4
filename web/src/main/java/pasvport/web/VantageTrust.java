package pasvport.web;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** By what a vantage is known again. */
public final class VantageTrust {
  private static final int SHA_256_BYTES = 32;

  private final SSLContext context;

  private VantageTrust(TrustManager @Nullable [] managers) {
    try {
      context = SSLContext.getInstance("TLS");
      context.init(null, managers, new SecureRandom());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    }
  }

  SSLContext context() {
    return context;
  }

  /** By the authorities that Java knows, and its name. */
  public static VantageTrust known() {
    return new VantageTrust(null);
  }

  /**
   * By the authorities that Java knows and those in a PEM file, and its name.
   *
   * @throws IOException if it cannot be read, or holds no certificates
   */
  public static VantageTrust of(Path file) throws IOException {
    try (var pem = Files.newInputStream(file)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var manager : managers(null)) {
        for (var issuer : ((X509TrustManager) manager).getAcceptedIssuers()) {
          store.setCertificateEntry(Integer.toString(store.size()), issuer);
        }
      }
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry(Integer.toString(store.size()), certificate);
      }
      return new VantageTrust(managers(store));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificates in PEM: " + e.getMessage(), e);
    }
  }

  /** X.509 is all that this factory makes. */
  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /**
   * By the SHA-256 of its certificate alone, as it prints it at its start.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static VantageTrust pinned(String fingerprint) {
    byte[] pin;
    try {
      pin = HexFormat.of().parseHex(fingerprint.replace(":", "").toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(fingerprint + " is not hexadecimal", e);
    }
    if (pin.length != SHA_256_BYTES) {
      throw new IllegalArgumentException(
          "a SHA-256 has %d bytes, not %d".formatted(SHA_256_BYTES, pin.length));
    }
    return new VantageTrust(new TrustManager[] {new Pinned(pin)});
  }

  /** Believes one certificate, whatever its names and its dates. */
  private static final class Pinned extends X509ExtendedTrustManager {
    private final byte[] pin;

    Pinned(byte[] pin) {
      this.pin = pin;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String algorithm)
        throws CertificateException {
      try {
        var shown = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
        if (!MessageDigest.isEqual(pin, shown)) {
          throw new CertificateException(
              "the vantage shows another certificate, SHA-256 "
                  + HexFormat.ofDelimiter(":").formatHex(shown));
        }
      } catch (GeneralSecurityException e) {
        throw e instanceof CertificateException other ? other : new CertificateException(e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String algorithm, Socket socket)
        throws CertificateException {
      checkServerTrusted(chain, algorithm);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String algorithm, SSLEngine engine)
        throws CertificateException {
      checkServerTrusted(chain, algorithm);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String algorithm)
        throws CertificateException {
      throw new CertificateException("this end is the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String algorithm, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, algorithm);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String algorithm, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, algorithm);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
