package pasvport.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.security.KeyStore.PrivateKeyEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import pasvport.site.Endpoint;
import pasvport.site.PortRange;
import pasvport.site.Site;
import pasvport.site.SiteException;

/**
 * A whole gateway on loopback between a scripted server and raw clients, both driven by the test's
 * one thread. After each test nothing of a session may be left.
 */
@Timeout(60)
abstract class OnLoopback {
  static final String HOST = "127.0.0.1";
  static final String CLIENT = "127.0.0.1";

  /** Unless a test is about quarantine, it shall be over soon. */
  private static final String SHORT_QUARANTINE = "timeouts.quarantine: 20ms";

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final KnownHost host = new KnownHost();

  /** The time on the wall, a Monday's noon. */
  final AtomicReference<Instant> wall =
      new AtomicReference<>(Instant.parse("2026-03-02T12:00:00Z"));

  private static final Duration POLL = Duration.ofMillis(2);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private long descriptors;
  private @Nullable ScriptedServer server;
  private @Nullable Gateway gateway;
  private int port;
  private PortRange range = new PortRange(1, 1);

  @BeforeEach
  void open() throws IOException {
    descriptors = Descriptors.sockets();
    server = new ScriptedServer();
    log.start();
    rootLogger().addAppender(log);
  }

  @AfterEach
  void nothing_is_left() throws Exception {
    try {
      for (AutoCloseable each : opened.reversed()) {
        each.close();
      }
      server().close();
      Gateway started = gateway;
      if (started != null) {
        await("sessions").until(() -> started.sessions() == 0);
        await("passive pairs").until(() -> taken() == 0 && waiting() == 0);
        assertThat(registry.get("pasvport.sessions.open").gauge().value()).isZero();
        started.close();
      }
      await("threads of sessions").until(() -> Threads.ofSessions().isEmpty());
      await("sockets").until(() -> Descriptors.sockets() <= descriptors);
      assertThat(log.list).noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.ERROR));
    } finally {
      rootLogger().detachAppender(log);
      if (gateway != null) {
        gateway.close();
      }
    }
  }

  private static Logger rootLogger() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  /** Those that clients are shown; none unless a test has some. */
  List<PrivateKeyEntry> certificates() {
    return List.of();
  }

  ScriptedServer server() {
    return requireNonNull(server);
  }

  Gateway gateway() {
    return requireNonNull(gateway);
  }

  /** The port of the control connections. */
  int port() {
    return port;
  }

  PortRange range() {
    return range;
  }

  /**
   * Starts the gateway with four passive ports and these settings, as in {@code limits.line: 512}.
   */
  void start(String... settings) throws IOException, SiteException {
    start(4, settings);
  }

  void start(int passivePorts, String... settings) throws IOException, SiteException {
    port = FreePorts.one();
    do {
      range = FreePorts.range(passivePorts);
    } while (range.contains(port));
    Map<String, List<String>> sections = new LinkedHashMap<>();
    sections.put("passive", new ArrayList<>(List.of("ports: " + range)));
    sections.put("timeouts", new ArrayList<>());
    List<String> all = new ArrayList<>(List.of(settings));
    if (all.stream().noneMatch(setting -> setting.startsWith("timeouts.quarantine"))) {
      all.add(SHORT_QUARANTINE);
    }
    List<String> whole = new ArrayList<>();
    for (String setting : all) {
      int dot = setting.indexOf('.');
      if (dot < 0 || setting.indexOf(':') < dot) {
        whole.add(setting.replace("PORT", Integer.toString(port)));
      } else {
        sections
            .computeIfAbsent(setting.substring(0, dot), section -> new ArrayList<>())
            .add(setting.substring(dot + 1));
      }
    }
    if (whole.stream().noneMatch(setting -> setting.startsWith("listen:"))) {
      whole.add("listen: \"" + HOST + ":" + port + "\"");
    }
    StringBuilder yaml = new StringBuilder(String.join("\n", whole) + "\n");
    sections.forEach((section, lines) -> {
      yaml.append(section).append(":\n");
      lines.forEach(line -> yaml.append("  ").append(line).append('\n'));
    });
    Site site = Site.parse(yaml.toString(), "test.yaml", host).site();
    gateway =
        Gateway.start(
            site,
            new Endpoint(HOST, server().port()),
            List.of(),
            host,
            this::certificates,
            registry,
            wall::get);
  }

  <T extends AutoCloseable> T closedAfterwards(T resource) {
    opened.add(resource);
    return resource;
  }

  /** A connection from this address to the gateway's control port. */
  Peer connect(String from) throws IOException {
    return connect(from, HOST, port);
  }

  /** A data connection from this address. */
  Peer connectData(String from, int dataPort) throws IOException {
    return connect(from, HOST, dataPort);
  }

  /** A data connection from there is reset, which may be before the client knows that it stands. */
  void expectReset(String from, int dataPort) throws IOException {
    try {
      connectData(from, dataPort).expectReset();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  Peer connect(String from, String to, int toPort) throws IOException {
    Socket socket = SocketChannel.open().socket();
    closedAfterwards(socket);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to), toPort));
    return new Peer(socket);
  }

  /** A session: its client and its server, each seen from the gateway. */
  record Ends(Peer client, Peer server) {
    /** The client says it, the server hears it and answers, the client hears the answer. */
    void relays(String command, String... reply) throws IOException {
      client.send(command);
      server.expect(command);
      server.send(reply);
      client.expect(reply);
    }
  }

  /** A client that has been greeted. */
  Ends greeted(String from) throws IOException {
    Peer client = connect(from);
    Peer toServer = server().accept();
    toServer.send("220 Ready.");
    client.expect("220 Ready.");
    return new Ends(client, toServer);
  }

  Ends greeted() throws IOException {
    return greeted(CLIENT);
  }

  /** A client that has logged in. */
  Ends loggedIn(String from) throws IOException {
    Ends ends = greeted(from);
    ends.relays("USER joe", "331 Password?");
    ends.relays("PASS secret", "230 Welcome.");
    return ends;
  }

  Ends loggedIn() throws IOException {
    return loggedIn(CLIENT);
  }

  /** A data channel that has been announced: the gateway's port, and the server's. */
  record Channel(int port, ScriptedServer.DataPort behind) {}

  Channel epsv(Ends ends) throws IOException {
    ends.client.send("EPSV");
    ends.server.expect("EPSV");
    ScriptedServer.DataPort behind = server().openData();
    ends.server.send(behind.reply229());
    return new Channel(ends.client.expect229(), behind);
  }

  /** Both ends of a transfer's data. */
  record Data(Peer client, Peer server) {}

  /** A transfer under way: the client is connected, the server has said 150. */
  Data begin(Ends ends, String command) throws IOException {
    Channel channel = epsv(ends);
    ends.client.send(command);
    Peer behind = channel.behind().accept();
    ends.server.expect(command);
    Peer client = connectData(ends.client.address().getHostAddress(), channel.port());
    ends.server.send("150 Here it comes.");
    ends.client.expect("150 Here it comes.");
    return new Data(client, behind);
  }

  /** For what happens in the gateway without a word to either end. */
  static ConditionFactory await(String what) {
    return Awaitility.await(what).pollDelay(Duration.ZERO).pollInterval(POLL);
  }

  /** What a client is told with this refusal. */
  static String said(Refusal why) {
    return why.reply().orElseThrow().shown();
  }

  /** How often this has been refused. */
  long refused(Refusal why) {
    return (long) registry.get("pasvport.refused").tag("reason", why.reason()).counter().count();
  }

  void awaitRefused(Refusal why, long times) {
    await(why.reason()).until(() -> refused(why) == times);
  }

  /** Pairs of client address and passive port that are not free. */
  int taken() {
    return (int) registry.get("pasvport.passive.taken").gauge().value();
  }

  int waiting() {
    return (int) registry.get("pasvport.passive.waiting").gauge().value();
  }

  /** Bytes that tell where they stand, so that none can be lost or swapped unseen. */
  static byte[] file(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + (i >>> 8) * 17 + (i >>> 16));
    }
    return bytes;
  }
}
