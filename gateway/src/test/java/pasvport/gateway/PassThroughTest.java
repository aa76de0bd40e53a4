package pasvport.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import pasvport.site.Endpoint;
import pasvport.site.HostAddresses;
import pasvport.site.Site;
import pasvport.site.SiteException;

/** A port that leads to another server as it is. */
@Timeout(60)
class PassThroughTest {
  private static final int MUCH = 3_000_000;
  private static final int PATIENCE = 30_000;

  private int control = FreePorts.one();
  private int through = FreePorts.one();
  private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Gateway gateway = start("");

  PassThroughTest() throws IOException, SiteException {}

  @AfterEach
  void nothing_is_left() throws IOException {
    await().until(() -> gateway.sessions() == 0);
    assertThat(registry.get("pasvport.sessions.open").gauge().value()).isZero();
    gateway.close();
    server.close();
  }

  private Gateway start(String more) throws IOException, SiteException {
    return Gateway.start(
        site(server.getLocalPort(), more),
        ftp(),
        List.of(),
        HostAddresses.ofThisHost(),
        List::of,
        registry);
  }

  private Site site(int to, String more) throws SiteException {
    String text =
        String.format(
            Locale.ROOT,
            "listen: 127.0.0.1:%d%nserver: 127.0.0.1:1%npassive: {ports: %s}%n"
                + "pass-through: [{listen: \"127.0.0.1:%d\", to: \"127.0.0.1:%d\"}]%n%s%n",
            control,
            FreePorts.range(1),
            through,
            to,
            more);
    return Site.parse(text, "pasvport.yaml", HostAddresses.ofThisHost()).site();
  }

  private static Endpoint ftp() {
    return new Endpoint("127.0.0.1", 1);
  }

  private void restart(String more) throws IOException, SiteException {
    gateway.close();
    // A closed port is free once the thread that accepted at it has seen so.
    control = FreePorts.one();
    through = FreePorts.one();
    gateway = start(more);
  }

  /** A read that would wait for ever fails instead. */
  private static Socket patient(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE);
    return socket;
  }

  private Socket client() throws IOException {
    return patient(new Socket(InetAddress.getLoopbackAddress(), through));
  }

  private double refused(String reason) {
    return registry.get("pasvport.refused").tag("reason", reason).counter().count();
  }

  @Test
  void bytes_go_both_ways_at_once_and_one_sides_end_leaves_the_other() throws Exception {
    byte[] one = new byte[MUCH];
    byte[] other = new byte[MUCH];
    new Random(1).nextBytes(one);
    new Random(2).nextBytes(other);
    try (Socket client = client();
        Socket peer = patient(server.accept())) {
      var sent = sending(client, one);
      var answered = sending(peer, other);
      assertThat(peer.getInputStream().readNBytes(MUCH)).isEqualTo(one);
      assertThat(client.getInputStream().readNBytes(MUCH)).isEqualTo(other);
      sent.join();
      answered.join();

      client.shutdownOutput();
      assertThat(peer.getInputStream().read()).isEqualTo(-1);
      peer.getOutputStream().write("still here".getBytes(ISO_8859_1));
      assertThat(client.getInputStream().readNBytes(10)).asString().isEqualTo("still here");
    }
  }

  private static CompletableFuture<Void> sending(Socket socket, byte[] bytes) {
    return CompletableFuture.runAsync(() -> {
      try {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void a_server_that_is_down_closes_the_connection_at_once_and_is_named() throws Exception {
    server.close();
    try (Socket client = client()) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(refused("server-unreachable")).isOne();
  }

  @Test
  void a_denied_network_gets_no_byte() throws Exception {
    restart("access: {deny: 127.0.0.0/8}");
    try (Socket client = client()) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(refused("denied-network")).isOne();
  }

  @Test
  void it_counts_as_a_session_of_its_address() throws Exception {
    restart("limits: {sessions-per-address: 1}");
    try (Socket _ = client();
        Socket _ = patient(server.accept())) {
      try (Socket second = client()) {
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
    }
    assertThat(refused("too-many-sessions-from-address")).isOne();
  }

  @Test
  void without_a_byte_for_the_idle_time_both_sides_are_closed() throws Exception {
    restart("timeouts: {idle: 1s}");
    try (Socket client = client();
        Socket peer = patient(server.accept())) {
      assertThat(endOf(client)).isTrue();
      assertThat(endOf(peer)).isTrue();
    }
    assertThat(refused("idle-timeout")).isOne();
  }

  private static boolean endOf(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException late) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void the_server_is_told_who_the_client_is_where_it_asks_for_it() throws Exception {
    gateway.close();
    gateway =
        Gateway.start(
            Site.parse(
                    String.format(
                        Locale.ROOT,
                        "listen: 127.0.0.1:%d%nserver: 127.0.0.1:1%npassive: {ports: %s}%n"
                            + "pass-through: [{listen: \"127.0.0.1:%d\", to: \"127.0.0.1:%d\", header: true}]%n",
                        control,
                        FreePorts.range(1),
                        through,
                        server.getLocalPort()),
                    "pasvport.yaml",
                    HostAddresses.ofThisHost())
                .site(),
            ftp(),
            List.of(),
            HostAddresses.ofThisHost(),
            List::of,
            registry);
    try (Socket client = client();
        Socket peer = patient(server.accept())) {
      byte[] header = peer.getInputStream().readNBytes(28);
      assertThat(Arrays.copyOfRange(header, 0, 12)).asString(ISO_8859_1).endsWith("QUIT\n");
      assertThat(((header[24] & 0xff) << 8) | (header[25] & 0xff)).isEqualTo(client.getLocalPort());
    }
  }

  @Test
  void another_target_is_taken_by_new_connections_and_those_that_run_go_on() throws Exception {
    try (ServerSocket next = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Socket before = client();
        Socket peer = patient(server.accept())) {
      gateway.reload(site(next.getLocalPort(), ""), ftp(), List.of());

      before.getOutputStream().write('x');
      assertThat(peer.getInputStream().read()).isEqualTo('x');
      try (Socket after = client();
          Socket other = next.accept()) {
        after.getOutputStream().write('y');
        assertThat(other.getInputStream().read()).isEqualTo('y');
      }
    }
  }

  @Test
  void a_server_in_this_process_learns_who_came() throws Exception {
    try (Socket client = client();
        Socket peer = patient(server.accept())) {
      client.getOutputStream().write('x');
      assertThat(peer.getInputStream().read()).isEqualTo('x');
      Visit visit = gateway.visit((InetSocketAddress) peer.getRemoteSocketAddress()).orElseThrow();
      assertThat(visit.client()).isEqualTo(client.getLocalAddress());
      assertThat(visit.mayLogIn()).isTrue();
    }
    assertThat(gateway.visit(new InetSocketAddress("127.0.0.1", 1))).isEmpty();
  }

  @Test
  void an_idle_connection_does_not_hold_up_the_end_and_is_closed() throws Exception {
    try (Socket client = client();
        Socket _ = patient(server.accept())) {
      long before = System.nanoTime();
      gateway.drain();
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isLessThan(site(1, "").timeouts().drain());
      assertThat(endOf(client)).isTrue();
    }
  }
}
