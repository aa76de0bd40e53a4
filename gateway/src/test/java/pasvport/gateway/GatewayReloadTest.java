package pasvport.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import pasvport.site.Endpoint;
import pasvport.site.HostAddresses;
import pasvport.site.PortRange;
import pasvport.site.Site;
import pasvport.site.SiteException;

/** Another site is put in force while sessions go on. */
@Timeout(60)
class GatewayReloadTest {
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
  private final int control = FreePorts.one();
  private final int otherControl = FreePorts.one();
  private final PortRange ports = FreePorts.range(2);
  private final PortRange otherPorts = FreePorts.range(2);
  private final NamedServer server = new NamedServer("one");
  private final Gateway gateway = start();

  GatewayReloadTest() throws Exception {}

  @AfterEach
  void nothing_is_left_open() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private Gateway start() throws Exception {
    Gateway started =
        Gateway.start(
            site(control, ports, ""),
            server.at(),
            List.of(),
            HostAddresses.ofThisHost(),
            List::of,
            new SimpleMeterRegistry());
    open.add(started);
    return started;
  }

  private static Site site(int control, PortRange ports, String more) throws SiteException {
    String text =
        String.format(
            Locale.ROOT,
            "listen: 127.0.0.1:%d%nserver: 127.0.0.1:1%n%s%npassive: {ports: %s}%n",
            control,
            more,
            ports);
    return Site.parse(text, "pasvport.yaml", HostAddresses.ofThisHost()).site();
  }

  @Test
  void a_session_goes_on_and_the_next_one_gets_the_new_server_at_the_new_port() throws Exception {
    Client before = new Client(control);
    NamedServer other = new NamedServer("two");

    gateway.reload(site(otherControl, ports, ""), other.at(), List.of());

    assertThat(new Client(otherControl).greeting).startsWith("220 two");
    assertThat(before.ask("SYST")).isEqualTo("200 one SYST");
    assertThatThrownBy(() -> new Client(control)).isInstanceOf(IOException.class);
  }

  @Test
  void a_session_that_runs_uses_the_new_range_at_the_address_it_reached() throws Exception {
    Client before = new Client(control);
    before.logIn();

    gateway.reload(site(otherControl, otherPorts, ""), server.at(), List.of());

    assertThat(before.passivePort()).matches(otherPorts::contains);
  }

  @Test
  void a_site_whose_port_is_taken_changes_nothing() throws Exception {
    Client before = new Client(control);
    try (ServerSocket holder = new ServerSocket()) {
      holder.bind(new InetSocketAddress("127.0.0.1", otherControl));
      Site next = site(otherControl, otherPorts, "limits: {sessions: 1}");
      assertThatThrownBy(() -> gateway.reload(next, new NamedServer("two").at(), List.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port 127.0.0.1:" + otherControl);
    }
    Client after = new Client(control);
    assertThat(after.greeting).startsWith("220 one");
    after.logIn();
    assertThat(after.passivePort()).matches(ports::contains);
    assertThat(before.ask("SYST")).isEqualTo("200 one SYST");
    try (ServerSocket free = new ServerSocket()) {
      free.bind(new InetSocketAddress("127.0.0.1", otherPorts.first()));
    }
  }

  @Test
  void from_one_address_to_every_one_takes_a_restart() throws Exception {
    Site next =
        Site.parse("listen: " + control, "pasvport.yaml", HostAddresses.ofThisHost()).site();
    assertThatThrownBy(() -> gateway.reload(next, server.at(), List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("restart");
    assertThat(new Client(control).greeting).startsWith("220 one");
  }

  @Test
  void who_is_denied_from_now_on_is_turned_away_and_who_is_in_stays() throws Exception {
    Client before = new Client(control);
    gateway.reload(site(control, ports, "access: {deny: 127.0.0.1}"), server.at(), List.of());
    assertThat(new Client(control).greeting).startsWith("421");
    assertThat(before.ask("SYST")).isEqualTo("200 one SYST");
  }

  @Test
  void data_ports_at_an_address_that_left_close_once_its_last_session_is_over() throws Exception {
    Client before = new Client(control);
    Site next =
        Site.parse(
                "listen: 127.0.0.9:%d%nserver: 127.0.0.1:1%npassive: {ports: %s}%n"
                    .formatted(control, ports),
                "pasvport.yaml",
                HostAddresses.ofThisHost())
            .site();
    gateway.reload(next, server.at(), List.of());
    before.logIn();
    assertThat(before.passivePort()).matches(ports::contains);
    before.socket.close();
    await().until(() -> isFree("127.0.0.1", ports.first()) && isFree("127.0.0.1", ports.last()));
    assertThat(isFree("127.0.0.9", ports.first())).isFalse();
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** A client that speaks line by line. */
  private final class Client {
    final Socket socket;
    final String greeting;
    private final BufferedReader in;

    Client(int port) throws IOException {
      socket = new Socket("127.0.0.1", port);
      open.add(socket);
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      greeting = in.readLine();
    }

    String ask(String command) throws IOException {
      socket.getOutputStream().write((command + "\r\n").getBytes(ISO_8859_1));
      return in.readLine();
    }

    void logIn() throws IOException {
      assertThat(ask("USER a")).startsWith("331");
      assertThat(ask("PASS b")).startsWith("230");
    }

    int passivePort() throws IOException {
      String reply = ask("EPSV");
      assertThat(reply).matches("229 .*\\(\\|\\|\\|\\d+\\|\\)");
      return Integer.parseInt(reply.replaceAll(".*\\|\\|\\|(\\d+)\\|.*", "$1"));
    }
  }

  /** A server that agrees to everything and says its name. */
  private final class NamedServer {
    private final String name;
    private final ServerSocket listener =
        new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));

    NamedServer(String name) throws IOException {
      this.name = name;
      open.add(listener);
      Thread.ofVirtual().start(this::accept);
    }

    Endpoint at() {
      return new Endpoint("127.0.0.1", listener.getLocalPort());
    }

    private void accept() {
      while (!listener.isClosed()) {
        try {
          Socket socket = listener.accept();
          open.add(socket);
          Thread.ofVirtual().start(() -> converse(socket));
        } catch (IOException _) {
          return;
        }
      }
    }

    private void converse(Socket socket) {
      try (socket;
          var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
        say(socket, "220 " + name);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          say(
              socket,
              switch (line.split(" ", 2)[0]) {
                case "USER" -> "331 go on";
                case "PASS" -> "230 welcome";
                case "EPSV" -> "229 here (|||" + listener.getLocalPort() + "|)";
                default -> "200 " + name + " " + line;
              });
        }
      } catch (IOException _) {
        // The session is over.
      }
    }

    private void say(Socket socket, String line) throws IOException {
      socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
    }
  }
}
