package pasvport.doctor.probe;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import pasvport.doctor.fact.Secured;

/**
 * TLS as one control connection and its data connections have it: a context of their own, so that
 * the data connections, and no others, resume its session.
 *
 * <p>Java resumes by the peer's name and port; {@link WatchedSocket} sees to it that they are the
 * same.
 */
final class ClientTls {
  static {
    // vsftpd's tickets of TLS 1.2 live for 68 years and Java takes none that lives for more than
    // seven days, while the server keeps no session beside them: asked for none, it keeps it.
    System.setProperty("jdk.tls.client.enableSessionTicketExtension", "false");
  }

  /** A handshake as it went, and the socket under TLS if it went well. */
  record Begun(Secured secured, Optional<SSLSocket> socket) {}

  private final String host;
  private final Optional<String> version;
  private final Authorities authorities;
  private final RecordingTrust trust;
  private final SSLContext context;

  /**
   * @param version the only one to be offered; empty for all that Java offers
   */
  ClientTls(String host, Optional<String> version, Authorities authorities) {
    this.host = host;
    this.version = version;
    this.authorities = authorities;
    this.trust = new RecordingTrust(authorities);
    this.context = context(trust);
  }

  /** The same without any session to resume. */
  ClientTls fresh() {
    return new ClientTls(host, version, authorities);
  }

  private static SSLContext context(RecordingTrust trust) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    }
  }

  /** Begins TLS on a connection. */
  Begun begin(WatchedSocket plain) {
    var time = Countdown.of(Patience.HANDSHAKE);
    trust.forget();
    try {
      plain.useForTls();
      plain.readWithin(time);
      var socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
      socket.setUseClientMode(true);
      version.ifPresent(only -> socket.setEnabledProtocols(new String[] {only}));
      socket.startHandshake();
      var chain = trust.chain();
      return new Begun(
          new Secured.Done(
              socket.getSession().getProtocol(),
              chain.isEmpty(),
              chain,
              trust.objection(),
              otherName(chain),
              time.passed()),
          Optional.of(socket));
    } catch (SocketTimeoutException silent) {
      return failed(Secured.How.SILENCE, "no answer to the TLS handshake", time);
    } catch (IOException failed) {
      return failed(how(failed), said(failed), time);
    }
  }

  private Optional<String> otherName(List<X509Certificate> chain) {
    return chain.isEmpty() ? Optional.empty() : CertificateNames.unlessFor(chain.getFirst(), host);
  }

  private static Secured.How how(IOException failed) {
    for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException || cause instanceof EOFException) {
        return Secured.How.CUT;
      }
    }
    return Secured.How.TLS;
  }

  private static String said(IOException failed) {
    return "TLS handshake failed: " + failed.getMessage();
  }

  private static Begun failed(Secured.How how, String said, Countdown time) {
    return new Begun(new Secured.Failed(how, said, time.passed()), Optional.empty());
  }
}
