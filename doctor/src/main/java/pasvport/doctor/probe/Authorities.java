package pasvport.doctor.probe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Who is believed to vouch for servers: the authorities that Java knows, and those of a file. */
public final class Authorities {
  /** A thousand certificates. */
  private static final int MOST_BYTES = 2 << 20;

  /** One certificate (RFC 7468, section 5.1). */
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

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
   * Those that Java knows and those in a PEM file, which may hold other things beside them, such as
   * a server's key.
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
      var blocks = BLOCK.matcher(new String(pem.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII));
      while (blocks.find()) {
        var block = new ByteArrayInputStream(blocks.group().getBytes(StandardCharsets.US_ASCII));
        store.setCertificateEntry(
            Integer.toString(store.size()),
            CertificateFactory.getInstance("X.509").generateCertificate(block));
      }
      if (store.size() == 0) {
        throw new IOException(
            origin + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----).");
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
