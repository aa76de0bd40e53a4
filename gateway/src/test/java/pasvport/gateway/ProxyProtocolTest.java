package pasvport.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.gateway.proxy.Header;
import pasvport.gateway.proxy.HeaderDecoder;
import pasvport.site.Endpoint;
import pasvport.site.PortRange;
import pasvport.site.Site;
import pasvport.site.SiteException;

/** A whole gateway on loopback with a proxy before it, at 127.0.0.5, and a server that is told. */
@Timeout(60)
class ProxyProtocolTest {
  private static final String HOST = "127.0.0.1";
  private static final String PROXY = "127.0.0.5";
  private static final String CLIENT = "127.0.0.9";

  /** The proxy's outside address, which clients reach. */
  private static final String OUTSIDE = "192.0.2.77";

  private static final int PATIENCE_MILLIS = 10_000;
  private static final int HEADER_BYTES = 28;

  private static final String LISTED = "proxy-protocol: {control: 127.0.0.5, data: 127.0.0.4/31}";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private ServerSocket server;
  private @Nullable Gateway gateway;
  private final KnownHost host = new KnownHost();
  private int port;
  private PortRange range = new PortRange(1, 1);
  private long descriptors;

  @BeforeEach
  void open() throws IOException {
    descriptors = Descriptors.sockets();
    server = listen();
  }

  @AfterEach
  void nothing_is_left() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    Gateway started = requireNonNull(gateway);
    Awaitility.await("sessions").until(() -> started.sessions() == 0);
    started.close();
    Awaitility.await("sockets").until(() -> Descriptors.sockets() <= descriptors);
  }

  private ServerSocket listen() throws IOException {
    ServerSocket listener = new ServerSocket();
    opened.add(listener);
    listener.setSoTimeout(PATIENCE_MILLIS);
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), 0));
    return listener;
  }

  private void start(String... settings) throws IOException, SiteException {
    port = FreePorts.one();
    do {
      range = FreePorts.range(2);
    } while (range.contains(port));
    gateway =
        Gateway.start(
            site(settings),
            new Endpoint(HOST, server.getLocalPort()),
            List.of(),
            host,
            List::of,
            registry);
  }

  private Site site(String... settings) throws SiteException {
    String yaml =
        "listen: \"%s:%d\"\nserver: \"%s:%d\"\npassive: {ports: %s}\ntimeouts: {quarantine: 20ms}\n"
                .formatted(HOST, port, HOST, server.getLocalPort(), range)
            + String.join("\n", settings);
    return Site.parse(yaml, "test.yaml", host).site();
  }

  private Socket connect(String from, int to) throws IOException {
    Socket socket = new Socket();
    opened.add(socket);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral(HOST), to));
    return socket;
  }

  private Socket accept(ServerSocket listener) throws IOException {
    Socket socket = listener.accept();
    opened.add(socket);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static Header.Relayed header(String client) {
    return new Header.Relayed(
        new InetSocketAddress(InetAddress.ofLiteral(client), 4660),
        new InetSocketAddress(InetAddress.ofLiteral(OUTSIDE), 21));
  }

  private static String line(String client) {
    return "PROXY TCP4 " + client + " " + OUTSIDE + " 4660 21";
  }

  private static void send(Socket to, String line) throws IOException {
    to.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
  }

  private static void send(Socket to, byte[] bytes) throws IOException {
    to.getOutputStream().write(bytes);
  }

  private static String hear(Socket from) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = from.getInputStream().read();
        octet >= 0 && octet != '\n';
        octet = from.getInputStream().read()) {
      line.append((char) octet);
    }
    return line.toString().trim();
  }

  private static Header hearHeader(Socket from) throws Exception {
    byte[] bytes = from.getInputStream().readNBytes(HEADER_BYTES);
    assertThat(HeaderDecoder.decode(ByteBuffer.wrap(bytes)))
        .isInstanceOf(HeaderDecoder.Progress.Complete.class);
    return ((HeaderDecoder.Progress.Complete) HeaderDecoder.decode(ByteBuffer.wrap(bytes)))
        .header();
  }

  private void awaitRefused(Refusal why, int times) {
    Awaitility.await(why.reason())
        .untilAsserted(() ->
            assertThat(
                    registry.get("pasvport.refused").tag("reason", why.reason()).counter().count())
                .isEqualTo(times));
  }

  /** A session: its client, or the proxy that speaks for it, and its server. */
  private record Ends(Socket client, Socket server) {
    void relays(String command, String reply) throws IOException {
      send(client, command);
      assertThat(hear(server)).isEqualTo(command);
      send(server, reply);
      assertThat(hear(client)).isEqualTo(reply);
    }
  }

  private Ends greeted(Socket client) throws IOException {
    Ends ends = new Ends(client, accept(server));
    send(ends.server, "220 Ready.");
    assertThat(hear(client)).isEqualTo("220 Ready.");
    return ends;
  }

  private Ends loggedIn(Socket client) throws IOException {
    Ends ends = greeted(client);
    ends.relays("USER joe", "331 Password?");
    ends.relays("PASS secret", "230 Welcome.");
    return ends;
  }

  private Ends proxied() throws IOException {
    Socket client = connect(PROXY, port);
    send(client, header(CLIENT).encoded());
    return loggedIn(client);
  }

  /** EPSV on both legs. */
  private int epsv(Ends ends, ServerSocket data) throws IOException {
    send(ends.client, "EPSV");
    assertThat(hear(ends.server)).isEqualTo("EPSV");
    send(ends.server, "229 Here (|||" + data.getLocalPort() + "|)");
    String reply = hear(ends.client);
    assertThat(reply).startsWith("229 ");
    return Integer.parseInt(reply.replaceAll(".*\\|\\|\\|(\\d+)\\|.*", "$1"));
  }

  // In front: control.

  @Test
  void a_header_of_version_1_names_the_client_and_what_it_reached() throws Exception {
    start(LISTED);
    Socket client = connect(PROXY, port);
    send(client, line(CLIENT));
    Ends ends = loggedIn(client);
    send(client, "PASV");
    ServerSocket data = listen();
    assertThat(hear(ends.server)).isEqualTo("EPSV");
    send(ends.server, "229 Here (|||" + data.getLocalPort() + "|)");
    assertThat(hear(client)).contains("(" + OUTSIDE.replace('.', ','));
  }

  @Test
  void commands_behind_the_header_in_the_same_segment_are_served() throws Exception {
    start(LISTED);
    Socket client = connect(PROXY, port);
    send(client, line(CLIENT) + "\r\nNOOP");
    Ends ends = greeted(client);
    assertThat(hear(ends.server)).isEqualTo("NOOP");
  }

  @Test
  void access_and_limits_hold_for_the_client_in_the_header() throws Exception {
    start(LISTED, "access: {deny: 127.0.0.66}", "limits: {sessions-per-address: 1}");
    Socket denied = connect(PROXY, port);
    send(denied, line("127.0.0.66"));
    assertThat(hear(denied)).startsWith("421 Connections from your address");
    Ends first = proxied();
    Socket second = connect(PROXY, port);
    send(second, header(CLIENT).encoded());
    assertThat(hear(second)).startsWith("421 Too many sessions from your address");
    Socket other = connect(PROXY, port);
    send(other, header("127.0.0.10").encoded());
    greeted(other);
    first.relays("NOOP", "200 Well.");
  }

  @Test
  void a_proxys_own_connection_is_a_session_of_its_own_address() throws Exception {
    start(LISTED, "access: {allow: 127.0.0.5}");
    Socket check = connect(PROXY, port);
    send(check, "PROXY UNKNOWN");
    greeted(check);
  }

  @Test
  void a_listed_proxy_without_a_header_is_refused() throws Exception {
    start(LISTED);
    Socket client = connect(PROXY, port);
    send(client, "USER joe");
    assertThat(hear(client)).startsWith("421 The connection does not begin with a valid PROXY");
    awaitRefused(Refusal.BAD_PROXY_HEADER, 1);
    connect(PROXY, port).close();
    awaitRefused(Refusal.PROXY_HEADER_MISSING, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_header_from_elsewhere_is_a_foreign_protocol(int version) throws Exception {
    start(LISTED);
    Socket client = connect("127.0.0.6", port);
    send(
        client,
        version == 1 ? (line(CLIENT) + "\r\n").getBytes(ISO_8859_1) : header(CLIENT).encoded());
    Socket toServer = accept(server);
    assertThat(hear(client)).contains("FTP service, not PROXY");
    assertThat(toServer.getInputStream().read()).isEqualTo(-1);
    awaitRefused(Refusal.FOREIGN_PROTOCOL, 1);
  }

  @Test
  void a_proxy_that_says_nothing_holds_nobody_up() throws Exception {
    start(LISTED);
    connect(PROXY, port);
    connect(PROXY, port);
    proxied().relays("NOOP", "200 Well.");
    loggedIn(connect(CLIENT, port)).relays("NOOP", "200 Well.");
  }

  // In front: data.

  @Test
  void an_upload_through_the_proxy_arrives_whole_with_its_first_bytes_behind_the_header()
      throws Exception {
    start(LISTED);
    Ends ends = proxied();
    ServerSocket behind = listen();
    int passive = epsv(ends, behind);
    Socket data = connect("127.0.0.4", passive);
    byte[] file = new byte[100_000];
    new Random(20).nextBytes(file);
    send(
        data,
        ByteBuffer.allocate(HEADER_BYTES + file.length)
            .put(header(CLIENT).encoded())
            .put(file)
            .array());
    data.shutdownOutput();
    send(ends.client, "STOR f");
    Socket stored = accept(behind);
    assertThat(hear(ends.server)).isEqualTo("STOR f");
    send(ends.server, "150 Go.");
    assertThat(stored.getInputStream().readAllBytes()).isEqualTo(file);
    stored.close();
    send(ends.server, "226 Done.");
    assertThat(hear(ends.client)).isEqualTo("150 Go.");
    assertThat(hear(ends.client)).isEqualTo("226 Done.");
  }

  @Test
  void a_proxy_that_a_reload_lists_reaches_the_ports_that_are_open() throws Exception {
    start();
    requireNonNull(gateway)
        .reload(site(LISTED), new Endpoint(HOST, server.getLocalPort()), List.of());
    Ends ends = proxied();
    ServerSocket behind = listen();
    Socket data = connect(PROXY, epsv(ends, behind));
    send(data, line(CLIENT) + "\r\nhello");
    data.shutdownOutput();
    send(ends.client, "STOR f");
    Socket stored = accept(behind);
    assertThat(hear(ends.server)).isEqualTo("STOR f");
    send(ends.server, "150 Go.");
    assertThat(hear(stored)).isEqualTo("hello");
  }

  @Test
  void data_may_come_directly_while_control_comes_through_the_proxy() throws Exception {
    start(LISTED);
    Ends ends = proxied();
    ServerSocket behind = listen();
    int passive = epsv(ends, behind);
    Socket data = connect(CLIENT, passive);
    send(ends.client, "RETR f");
    Socket sent = accept(behind);
    assertThat(hear(ends.server)).isEqualTo("RETR f");
    send(ends.server, "150 Go.");
    send(sent, "hello");
    sent.close();
    send(ends.server, "226 Done.");
    assertThat(hear(data)).isEqualTo("hello");
  }

  @Test
  void data_for_another_client_than_the_one_awaited_is_reset() throws Exception {
    start(LISTED);
    Ends ends = proxied();
    int passive = epsv(ends, listen());
    Socket other = connect(PROXY, passive);
    send(other, header("127.0.0.10").encoded());
    assertReset(other);
    awaitRefused(Refusal.STRANGER, 1);
    Socket own = connect(PROXY, passive);
    send(own, "PROXY UNKNOWN");
    assertReset(own);
    awaitRefused(Refusal.STRANGER, 2);
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void data_of_the_proxy_without_a_header_is_reset_and_the_channel_stays() throws Exception {
    start(LISTED);
    Ends ends = proxied();
    int passive = epsv(ends, listen());
    Socket other = connect(PROXY, passive);
    send(other, "PROXY TCP4 something else");
    assertReset(other);
    awaitRefused(Refusal.BAD_PROXY_HEADER, 1);
    assertThat(registry.get("pasvport.passive.taken").gauge().value()).isEqualTo(1);
  }

  private static void assertReset(Socket socket) {
    assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
        .isInstanceOf(SocketException.class);
  }

  // Toward the server.

  @Test
  void the_server_is_told_the_client_and_what_it_reached_before_anything_else() throws Exception {
    start("server-proxy: control");
    Socket client = connect(CLIENT, port);
    Socket toServer = accept(server);
    assertThat(hearHeader(toServer))
        .isEqualTo(
            new Header.Relayed(
                (InetSocketAddress) client.getLocalSocketAddress(),
                (InetSocketAddress) client.getRemoteSocketAddress()));
    send(toServer, "220 Ready.");
    assertThat(hear(client)).isEqualTo("220 Ready.");
    send(client, "NOOP");
    assertThat(hear(toServer)).isEqualTo("NOOP");
  }

  @ParameterizedTest
  @ValueSource(strings = {"control", "control-and-data"})
  void a_data_connection_begins_with_the_clients_address_only_where_asked_for(String where)
      throws Exception {
    start(LISTED, "server-proxy: " + where);
    Socket client = connect(PROXY, port);
    send(client, header(CLIENT).encoded());
    Socket toServer = accept(server);
    assertThat(hearHeader(toServer)).isEqualTo(header(CLIENT));
    send(toServer, "220 Ready.");
    assertThat(hear(client)).isEqualTo("220 Ready.");
    Ends ends = new Ends(client, toServer);
    ends.relays("USER joe", "230 Welcome.");
    ServerSocket behind = listen();
    int passive = epsv(ends, behind);
    Socket data = connect(CLIENT, passive);
    send(data, "hello");
    data.shutdownOutput();
    send(client, "STOR f");
    Socket stored = accept(behind);
    if (where.equals("control-and-data")) {
      assertThat(hearHeader(stored))
          .isEqualTo(
              new Header.Relayed(
                  new InetSocketAddress(InetAddress.ofLiteral(CLIENT), 4660),
                  new InetSocketAddress(InetAddress.ofLiteral(OUTSIDE), passive)));
    }
    assertThat(hear(toServer)).isEqualTo("STOR f");
    send(toServer, "150 Go.");
    assertThat(hear(stored)).isEqualTo("hello");
  }

  @Test
  void an_active_client_behind_the_proxy_is_called_and_its_port_is_what_the_server_is_told()
      throws Exception {
    start(LISTED, "server-proxy: control-and-data");
    Socket client = connect(PROXY, port);
    send(client, header(HOST).encoded());
    Socket toServer = accept(server);
    hearHeader(toServer);
    send(toServer, "220 Ready.");
    assertThat(hear(client)).isEqualTo("220 Ready.");
    Ends ends = new Ends(client, toServer);
    ends.relays("USER joe", "230 Welcome.");
    ServerSocket awaiting = listen();
    ServerSocket behind = listen();
    send(client, "EPRT |1|127.0.0.1|" + awaiting.getLocalPort() + "|");
    assertThat(hear(toServer)).isEqualTo("EPSV");
    send(toServer, "229 Here (|||" + behind.getLocalPort() + "|)");
    assertThat(hear(client)).startsWith("200 ");
    send(client, "RETR f");
    Socket sent = accept(behind);
    assertThat(hearHeader(sent))
        .extracting(header -> ((Header.Relayed) header).source())
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral(HOST), awaiting.getLocalPort()));
    assertThat(hear(toServer)).isEqualTo("RETR f");
    send(toServer, "150 Go.");
    Socket data = accept(awaiting);
    send(sent, "hello");
    sent.close();
    send(toServer, "226 Done.");
    assertThat(hear(data)).isEqualTo("hello");
  }

  @Test
  void what_waits_for_a_header_is_reset_when_the_gateway_closes() throws Exception {
    start(LISTED);
    Socket silent = connect(PROXY, port);
    proxied();
    requireNonNull(gateway).close();
    assertReset(silent);
  }
}
