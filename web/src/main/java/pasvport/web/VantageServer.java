package pasvport.web;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import pasvport.doctor.vantage.Tokens;
import pasvport.site.Endpoint;

/** A vantage that listens: HTTPS, each request on a virtual thread. */
public final class VantageServer implements AutoCloseable {
  /** A browser holds six; a test that is watched holds one. */
  private static final int MOST_CONNECTIONS = 400;

  private static final int MOST_REQUESTS = 200;

  /** The longest question is a test with a chain of certificates. */
  static final int MOST_BODY = 64 * 1024;

  private static final int MOST_HEADERS = 8 * 1024;

  /** Longer than a browser waits for a test's next line. */
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final WebServer server;

  private VantageServer(WebServer server) {
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param tls what is shown to clients
   * @throws IllegalStateException if it cannot listen there
   */
  public static VantageServer start(Endpoint listen, SSLContext tls, Tokens tokens, Roles roles) {
    var api = new Api(tokens, roles);
    var builder =
        WebServer.builder()
            .bindAddress(address(listen))
            .tls(config -> config.sslContext(tls))
            .shutdownHook(false)
            // With channels, Helidon 4.5 asks DNS for the name of every client before the
            // handshake.
            .useNio(false)
            .maxTcpConnections(MOST_CONNECTIONS)
            .maxConcurrentRequests(MOST_REQUESTS)
            .maxPayloadSize(MOST_BODY)
            .idleConnectionTimeout(IDLE)
            .connectionOptions(options -> options.readTimeout(IDLE).tcpNoDelay(true))
            .addConnectionSelector(
                Http1ConnectionSelector.builder()
                    .config(
                        Http1Config.builder()
                            .maxHeadersSize(MOST_HEADERS)
                            .maxPrologueLength(2 * 1024)
                            .build())
                    .build())
            .addRouting(routing(api));
    return new VantageServer(builder.build().start());
  }

  private static HttpRouting.Builder routing(Api api) {
    var routing = HttpRouting.builder().addFilter(Answers::guarded);
    Page.register(routing);
    api.register(routing);
    return routing;
  }

  private static InetSocketAddress address(Endpoint listen) {
    return listen.everyAddress()
        ? new InetSocketAddress(listen.port())
        : new InetSocketAddress(InetAddress.ofLiteral(listen.host()), listen.port());
  }

  /** Where it listens, if the system chose. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
