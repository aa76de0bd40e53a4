package pasvport.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Line;
import pasvport.doctor.fact.Target;

/** What a test never does, whatever the server says. */
class CareTest {

  @Test
  void a_refused_password_is_never_sent_again() throws IOException {
    var heard = heard("ftp", line -> line.startsWith("PASS") ? "530 No" : "");

    assertThat(heard).filteredOn(line -> line.startsWith("PASS")).containsExactly("PASS secret");
  }

  @Test
  void a_password_does_not_go_out_in_clear_where_tls_was_asked_for() throws IOException {
    var heard = heard("ftpes", line -> line.startsWith("AUTH") ? "500 What?" : "");

    assertThat(heard).containsOnly("AUTH TLS");
  }

  @Test
  void the_address_of_a_227_is_never_connected_to() throws IOException {
    var called = new AtomicInteger();
    try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.2"))) {
      Thread.startVirtualThread(() -> count(other, called));
      int port = other.getLocalPort();

      var facts =
          facts(
              "ftp",
              line ->
                  line.equals("PASV")
                      ? "227 Entering Passive Mode (127,0,0,2,%d,%d)."
                          .formatted(port >> 8, port & 0xFF)
                      : "");

      assertThat(facts.transfers())
          .anySatisfy(transfer -> {
            assertThat(transfer.claimed().map(claimed -> claimed.getAddress().getHostAddress()))
                .contains("127.0.0.2");
            assertThat(transfer.connected().failed()).isTrue();
          });
      assertThat(called).hasValue(0);
    }
  }

  @Test
  void a_port_below_1024_is_never_connected_to() throws IOException {
    var facts = facts("ftp", line -> line.equals("EPSV") ? "229 Extended Passive (|||25|)" : "");

    assertThat(facts.transfers())
        .filteredOn(transfer -> transfer.port().isPresent())
        .isNotEmpty()
        .allSatisfy(transfer -> {
          assertThat(transfer.connected().open()).isFalse();
          assertThat(transfer.connected().failed()).isFalse();
        });
  }

  @Test
  void a_password_stands_in_no_line_of_the_transcript() throws IOException {
    assertThat(facts("ftp", _ -> "").transcript())
        .extracting(Line::text)
        .anyMatch(text -> text.startsWith("PASS"))
        .noneMatch(text -> text.contains("secret"));
  }

  private static void count(ServerSocket listener, AtomicInteger called) {
    try {
      listener.accept().close();
      called.incrementAndGet();
    } catch (IOException closed) {
      // Nobody came.
    }
  }

  private static List<String> heard(String scheme, UnaryOperator<String> answers)
      throws IOException {
    try (var server = new ScriptedServer(answers)) {
      examine(scheme, server);
      return server.heard();
    }
  }

  private static Facts facts(String scheme, UnaryOperator<String> answers) throws IOException {
    try (var server = new ScriptedServer(answers)) {
      return examine(scheme, server);
    }
  }

  private static Facts examine(String scheme, ScriptedServer server) {
    return Examination.of(
        new Wish(
            Target.parse("%s://alice@127.0.0.1:%d/".formatted(scheme, server.port())),
            Optional.empty(),
            "secret",
            SshLogin.none(),
            Authorities.known(),
            false,
            false,
            Duration.ZERO),
        _ -> {});
  }
}
