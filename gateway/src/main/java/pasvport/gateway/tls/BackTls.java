package pasvport.gateway.tls;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import pasvport.site.CloseNotify;
import pasvport.site.ServerTls;
import pasvport.site.Trust;

/** TLS toward one server: the gateway is the client, whoever connects (RFC 4217 §7). */
public final class BackTls {
  /** Any will do: with the name it is only what a session is remembered by. */
  private static final int KEY = 21;

  private static final String ALPN = "ftp";

  private final ServerTls settings;
  private final String host;
  private final TrustManager[] trust;
  private final boolean verifiesName;

  /**
   * @param host by which the server is reached
   * @throws IOException if the authorities cannot be read
   */
  public BackTls(ServerTls settings, String host) throws IOException {
    this.settings = settings;
    this.host = settings.name().orElse(host);
    this.trust =
        switch (settings.trust()) {
          case Trust.Systems() -> TrustStores.ofSystem();
          case Trust.Authorities(var file) -> TrustStores.ofFile(file);
          case Trust.Pinned(var sha256) -> TrustStores.ofOne(sha256);
        };
    this.verifiesName = !(settings.trust() instanceof Trust.Pinned);
  }

  /** What one session needs. */
  public Session session() {
    return new Session(Contexts.fresh(null, trust));
  }

  /**
   * One session's control connection and its data connections, which resume it: they have its
   * context, and in it the same key.
   */
  public final class Session {
    private final SSLContext context;

    private Session(SSLContext context) {
      this.context = context;
    }

    /** Whether TLS begins with the connection. */
    public boolean isImplicit() {
      return settings.mode() == ServerTls.Mode.IMPLICIT;
    }

    /** Whether a FIN without close_notify is the end of a download. */
    public boolean isLenient() {
      return settings.closeNotify() == CloseNotify.OPTIONAL;
    }

    /** For the control connection. */
    public SSLEngine control() {
      SSLEngine engine = data();
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {ALPN});
      engine.setSSLParameters(parameters);
      return engine;
    }

    /** For a data connection. */
    public SSLEngine data() {
      SSLEngine engine = context.createSSLEngine(host, KEY);
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      if (verifiesName) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      engine.setSSLParameters(parameters);
      return engine;
    }
  }
}
