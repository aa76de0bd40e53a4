package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.ftp.Command;
import pasvport.site.Endpoint;

/** The server behind the gateway, and what is learned of it. */
class BackendTest {
  private static final InetAddress IPV4 = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress IPV6 = InetAddress.ofLiteral("2001:db8::1");

  private final Backend backend =
      new Backend(
          "",
          new Endpoint("ftp.invalid", 21),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Optional.empty());

  @Test
  void a_server_is_asked_with_epsv_first() {
    assertThat(backend.passiveCommand(IPV4)).isEqualTo(Command.of("EPSV"));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 501, 502, 503, 504, 522})
  void a_server_that_refuses_epsv_is_asked_with_pasv_from_then_on(int code) {
    assertThat(backend.learnFromRefusal(Command.of("EPSV"), IPV4, code)).isTrue();
    assertThat(backend.passiveCommand(IPV4)).isEqualTo(Command.of("PASV"));
  }

  @ParameterizedTest
  @ValueSource(ints = {421, 425, 450, 530, 550})
  void a_server_that_cannot_at_the_moment_is_asked_with_epsv_again(int code) {
    assertThat(backend.learnFromRefusal(Command.of("EPSV"), IPV4, code)).isFalse();
    assertThat(backend.passiveCommand(IPV4)).isEqualTo(Command.of("EPSV"));
  }

  @Test
  void a_session_whose_epsv_was_under_way_when_another_learned_tries_pasv_too() {
    backend.learnFromRefusal(Command.of("EPSV"), IPV4, 500);
    assertThat(backend.learnFromRefusal(Command.of("EPSV"), IPV4, 500)).isTrue();
  }

  /** PASV has no word for its address. */
  @Test
  void a_server_of_ipv6_is_always_asked_with_epsv() {
    assertThat(backend.learnFromRefusal(Command.of("EPSV"), IPV6, 500)).isFalse();
    backend.learnFromRefusal(Command.of("EPSV"), IPV4, 500);
    assertThat(backend.passiveCommand(IPV6)).isEqualTo(Command.of("EPSV"));
  }

  @Test
  void a_refusal_of_pasv_leaves_nothing_to_try() {
    backend.learnFromRefusal(Command.of("EPSV"), IPV4, 500);
    assertThat(backend.learnFromRefusal(Command.of("PASV"), IPV4, 500)).isFalse();
  }

  @Test
  void a_connection_goes_to_the_server() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      Backend here =
          new Backend(
              "",
              new Endpoint("localhost", port),
              Duration.ofSeconds(5),
              Duration.ofSeconds(5),
              Optional.empty());
      try (SocketChannel connection = here.connect();
          SocketChannel accepted = listener.accept()) {
        assertThat(accepted.getRemoteAddress()).isEqualTo(connection.getLocalAddress());
      }
    }
  }

  @Test
  void a_server_that_is_not_there_is_named_and_no_descriptor_is_left() {
    long before = Descriptors.sockets();
    int port = FreePorts.one();
    Backend nowhere =
        new Backend(
            "",
            new Endpoint("127.0.0.1", port),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Optional.empty());
    assertThatThrownBy(nowhere::connect)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + port);
    assertThat(Descriptors.sockets()).isLessThanOrEqualTo(before);
  }

  @Test
  void a_name_that_does_not_resolve_is_an_ordinary_failure() {
    assertThatThrownBy(backend::connect).isInstanceOf(IOException.class);
  }
}
