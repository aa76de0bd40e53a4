package pasvport.certificates;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Answers tls-alpn-01 (RFC 8737): a handshake with a certificate made for the purpose. */
final class TlsAnswer implements Responder.Answer {
  private static final String PROTOCOL = "acme-tls/1";

  private final SSLContext context;

  /**
   * Shows each name its certificate.
   *
   * @param key the key of all of them
   */
  TlsAnswer(KeyPair key, Map<String, X509Certificate> certificates) throws IOException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (var entry : certificates.entrySet()) {
        store.setKeyEntry(
            entry.getKey(), key.getPrivate(), new char[0], new Certificate[] {entry.getValue()});
      }
      // Of Java's two key managers, the one that chooses by the name asked for.
      var managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(store, new char[0]);
      context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
    } catch (GeneralSecurityException e) {
      throw new IOException("the challenge's certificates cannot be shown: " + e.getMessage(), e);
    }
  }

  @Override
  public void to(Socket socket) throws IOException {
    try (var secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true)) {
      var parameters = secure.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {PROTOCOL});
      secure.setSSLParameters(parameters);
      secure.startHandshake();
    }
  }
}
