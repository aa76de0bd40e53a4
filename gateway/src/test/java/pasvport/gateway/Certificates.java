package pasvport.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Certificates that sign themselves, made with keytool, and peers that show or take them. */
final class Certificates {
  private static final char[] PASSWORD = "password".toCharArray();

  /** Only a session's own key matters, so any port will do. */
  private static final int KEY = 21;

  private Certificates() {}

  /**
   * Makes one.
   *
   * @param names as keytool's SAN writes them: {@code dns:a.example,ip:127.0.0.1}
   */
  static PrivateKeyEntry make(Path folder, String common, String names)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = folder.resolve(common + ".p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-alias",
                    "one",
                    "-dname",
                    "CN=" + common,
                    "-ext",
                    "SAN=" + names,
                    "-ext",
                    "BC=ca:true",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD),
                    "-keystore",
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return (PrivateKeyEntry) store.getEntry("one", new KeyStore.PasswordProtection(PASSWORD));
  }

  /** The certificate in a PEM file. */
  static Path pem(Path folder, Certificate certificate)
      throws IOException, GeneralSecurityException {
    return Files.writeString(
        Files.createTempFile(folder, "certificate", ".pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  /** A server's context that shows this certificate. */
  static SSLContext server(PrivateKeyEntry shown) throws GeneralSecurityException, IOException {
    return context(keys(shown));
  }

  /** A client's context that believes whatever it is shown. */
  static SSLContext client() throws GeneralSecurityException {
    return context(new KeyManager[0]);
  }

  /** The same, with a certificate to show. */
  static SSLContext client(PrivateKeyEntry shown) throws GeneralSecurityException, IOException {
    return context(keys(shown));
  }

  private static KeyManager[] keys(PrivateKeyEntry shown)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("one", shown.getPrivateKey(), PASSWORD, shown.getCertificateChain());
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD);
    return factory.getKeyManagers();
  }

  private static SSLContext context(KeyManager[] keys) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new Everybody()}, new SecureRandom());
    return context;
  }

  /** A client's engine; all of one context resume one another. */
  static SSLEngine engine(SSLContext context, String host, String... versions) {
    SSLEngine engine = context.createSSLEngine(host, KEY);
    engine.setUseClientMode(true);
    if (versions.length > 0) {
      engine.setEnabledProtocols(versions);
    }
    return engine;
  }

  /** A server's engine. */
  static SSLEngine serverEngine(SSLContext context) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    return engine;
  }

  static List<PrivateKeyEntry> list(PrivateKeyEntry... entries) {
    return new ArrayList<>(List.of(entries));
  }

  private static final class Everybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}
