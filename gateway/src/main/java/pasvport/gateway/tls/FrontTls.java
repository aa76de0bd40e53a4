package pasvport.gateway.tls;

import java.io.IOException;
import java.security.KeyStore.PrivateKeyEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import pasvport.site.Tls;

/** TLS toward clients: the gateway is the server, whoever connects (RFC 4217 §7). */
public final class FrontTls {
  private static final String CONTROL = "ftp";
  private static final String DATA = "ftp-data";

  /** Java's own default: a day. */
  private static final int LIFETIME_SECONDS = 86_400;

  /** Tickets live for seven days at most (RFC 8446, 4.6.1); for a longer time Java gives none. */
  private static final int LONGER_THAN_TICKETS_LIVE_SECONDS = 8 * 86_400;

  private final Tls settings;
  private final Supplier<List<PrivateKeyEntry>> certificates;
  private final TrustManager[] clients;

  /**
   * @param certificates those in force, asked for each session; where there are none, TLS is not
   *     offered
   * @throws IOException if the authorities for client certificates cannot be read
   */
  public FrontTls(Tls settings, Supplier<List<PrivateKeyEntry>> certificates) throws IOException {
    Contexts.settle();
    this.settings = settings;
    this.certificates = certificates;
    this.clients =
        settings.clientAuthorities().isPresent()
            ? TrustStores.ofFile(settings.clientAuthorities().get())
            : TrustStores.ofNobody();
  }

  /** What one session needs; empty if TLS is not offered, or there is no certificate. */
  public Optional<Session> session() {
    if (settings.control() == Tls.Control.OFF) {
      return Optional.empty();
    }
    List<PrivateKeyEntry> present = certificates.get();
    return present.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Session(settings, Contexts.fresh(new KeyManager[] {new ByName(present)}, clients)));
  }

  /** Whether there could be TLS now. */
  public boolean isOffered() {
    return settings.control() != Tls.Control.OFF && !certificates.get().isEmpty();
  }

  /** One client's control connection and its data connections. */
  public static final class Session {
    private final Tls settings;
    private final SSLContext context;

    private Session(Tls settings, SSLContext context) {
      this.settings = settings;
      this.context = context;
    }

    /**
     * Whether handshakes from now on end with tickets for the next. In TLS 1.3 these come behind
     * the client's last word. A client that uploads and closes without having read them resets the
     * connection, and loses what of the file has not left it.
     */
    public void giveTickets(boolean wanted) {
      context
          .getServerSessionContext()
          .setSessionTimeout(wanted ? LIFETIME_SECONDS : LONGER_THAN_TICKETS_LIVE_SECONDS);
    }

    /** For the control connection. */
    public SSLEngine control() {
      return engine(List.of(CONTROL));
    }

    /** For a data connection. */
    public SSLEngine data() {
      return engine(List.of(DATA, CONTROL));
    }

    private SSLEngine engine(List<String> protocols) {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setProtocols(
          settings.leastVersion() == Tls.Version.V1_3
              ? new String[] {"TLSv1.3"}
              : new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setUseCipherSuitesOrder(true);
      switch (settings.clientCertificates()) {
        case OFF -> {}
        case OPTIONAL -> parameters.setWantClientAuth(true);
        case REQUIRED -> parameters.setNeedClientAuth(true);
      }
      engine.setSSLParameters(parameters);
      // Null refuses the handshake: what speaks HTTP shall not reach FTP (ALPACA).
      engine.setHandshakeApplicationProtocolSelector((_, offered) ->
          offered.isEmpty()
              ? ""
              : protocols.stream().filter(offered::contains).findFirst().orElse(null));
      return engine;
    }
  }

  /** The host name that the client asked for with SNI. */
  public static Optional<String> requestedName(SSLSession session) {
    return session instanceof ExtendedSSLSession extended
        ? ByName.name(extended.getRequestedServerNames())
        : Optional.empty();
  }
}
