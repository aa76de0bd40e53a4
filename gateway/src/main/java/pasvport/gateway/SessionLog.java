package pasvport.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import pasvport.ftp.Verbs.Direction;
import pasvport.gateway.connection.Secured;
import pasvport.gateway.plane.Planes;
import pasvport.site.HostText;

/** One line per session and one per transfer: who, what, bytes, plane, seconds, result. */
final class SessionLog {
  private static final Logger SESSIONS = LoggerFactory.getLogger("pasvport.session");
  private static final Logger TRANSFERS = LoggerFactory.getLogger("pasvport.transfer");

  private static final double NANOS = 1e9;

  private final MeterRegistry registry;
  private final Counter sessions;
  private final Counter bytesFromServer;
  private final Counter bytesToServer;

  SessionLog(MeterRegistry registry) {
    this.registry = registry;
    this.sessions =
        Counter.builder("pasvport.sessions").description("Sessions ended").register(registry);
    this.bytesFromServer = bytes(registry, "from-server");
    this.bytesToServer = bytes(registry, "to-server");
  }

  private static Counter bytes(MeterRegistry registry, String direction) {
    return Counter.builder("pasvport.bytes")
        .description("Bytes of file data relayed")
        .baseUnit("bytes")
        .tag("direction", direction)
        .register(registry);
  }

  /** Who is on the other end of a session. */
  record Who(long session, InetAddress client, String user, String server) {
    LoggingEventBuilder addTo(LoggingEventBuilder line) {
      LoggingEventBuilder known =
          line.addKeyValue("session", session)
              .addKeyValue("client", HostText.written(client))
              .addKeyValue("user", user);
      return server.isEmpty() ? known : known.addKeyValue("server", server);
    }
  }

  /**
   * A transfer has ended.
   *
   * @param result the code of the reply that the client got, and behind it the refusal's name if
   *     there was one
   */
  void transfer(Who who, Transfer transfer, String result, long nanos) {
    Direction direction = transfer.direction();
    (direction == Direction.FROM_SERVER ? bytesFromServer : bytesToServer)
        .increment((double) transfer.bytes());
    count(result);
    LoggingEventBuilder line =
        who.addTo(TRANSFERS.atInfo())
            .addKeyValue("verb", transfer.command().verb())
            .addKeyValue("path", transfer.command().argument().shown())
            .addKeyValue("mode", transfer.channel().client().isCalled() ? "active" : "passive")
            .addKeyValue("port", transfer.channel().client().port())
            .addKeyValue("bytes", transfer.bytes())
            .addKeyValue(
                "plane", transfer.plane().map(chosen -> chosen.plane().name()).orElse("none"))
            .addKeyValue("seconds", seconds(nanos))
            .addKeyValue("result", result);
    line = with(line, "front-tls", tls(transfer.frontTls(), "front"));
    line = with(line, "back-tls", tls(transfer.backTls(), "back"));
    String why = transfer.plane().map(Planes.Choice::why).orElse("");
    with(line, "not-spliced", why).log("transfer");
  }

  private static LoggingEventBuilder with(LoggingEventBuilder line, String key, String value) {
    return value.isEmpty() ? line : line.addKeyValue(key, value);
  }

  /** Says how a data connection was protected, and counts it. */
  private String tls(Optional<Secured> connection, String leg) {
    if (connection.isEmpty()) {
      return "";
    }
    String how = connection.get().isResumed() ? "resumed" : "full";
    Counter.builder("pasvport.tls.data")
        .description("Data connections under TLS, by how their handshake went")
        .tag("leg", leg)
        .tag("handshake", how)
        .register(registry)
        .increment();
    return connection.get().session().getProtocol() + " " + how;
  }

  /** A file has moved without the gateway's knowing, by the server's own word. */
  void transfer(Who who, String verb, String path, long bytes, String result, long nanos) {
    count(result);
    who.addTo(TRANSFERS.atInfo())
        .addKeyValue("verb", verb)
        .addKeyValue("path", path)
        .addKeyValue("mode", "sftp")
        .addKeyValue("bytes", bytes)
        .addKeyValue("seconds", seconds(nanos))
        .addKeyValue("result", result)
        .log("transfer");
  }

  private void count(String result) {
    Counter.builder("pasvport.transfers")
        .description("Transfers ended")
        .tag("result", result)
        .register(registry)
        .increment();
  }

  /** A connection through a pass-through entry has ended. */
  void passage(Who who, int transfers, long toServer, long fromServer, String end, long nanos) {
    bytesToServer.increment((double) toServer);
    bytesFromServer.increment((double) fromServer);
    session(who, "", "", transfers, toServer + fromServer, end, nanos);
  }

  /**
   * A session has ended.
   *
   * @param frontTls the version of TLS with the client, or empty
   * @param backTls the version of TLS with the server, or empty
   */
  void session(
      Who who, String frontTls, String backTls, int transfers, long bytes, String end, long nanos) {
    sessions.increment();
    with(with(who.addTo(SESSIONS.atInfo()), "front-tls", frontTls), "back-tls", backTls)
        .addKeyValue("transfers", transfers)
        .addKeyValue("bytes", bytes)
        .addKeyValue("seconds", seconds(nanos))
        .addKeyValue("end", end)
        .log("session");
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / NANOS);
  }
}
