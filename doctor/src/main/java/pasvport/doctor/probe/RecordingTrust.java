package pasvport.doctor.probe;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every certificate pass and remembers it with what is to be said against it: a test must see
 * bad ones too. That no certificate came says that a session was resumed.
 */
final class RecordingTrust extends X509ExtendedTrustManager {
  private final Authorities authorities;
  private List<X509Certificate> chain = List.of();
  private Optional<String> objection = Optional.empty();

  RecordingTrust(Authorities authorities) {
    this.authorities = authorities;
  }

  synchronized void forget() {
    chain = List.of();
    objection = Optional.empty();
  }

  synchronized List<X509Certificate> chain() {
    return chain;
  }

  synchronized Optional<String> objection() {
    return objection;
  }

  @Override
  public synchronized void checkServerTrusted(X509Certificate[] shown, String algorithm) {
    chain = List.of(shown);
    objection = authorities.objection(shown, algorithm);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] shown, String algorithm, Socket socket) {
    checkServerTrusted(shown, algorithm);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] shown, String algorithm, SSLEngine engine) {
    checkServerTrusted(shown, algorithm);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String algorithm) {
    throw new UnsupportedOperationException("this end is the client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String algorithm, Socket socket) {
    checkClientTrusted(shown, algorithm);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String algorithm, SSLEngine engine) {
    checkClientTrusted(shown, algorithm);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
