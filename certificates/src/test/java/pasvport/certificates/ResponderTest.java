package pasvport.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.site.Endpoint;

/** What the port says at which a CA asks. */
@Timeout(60)
class ResponderTest {
  private static final HttpAnswer ANSWER = new HttpAnswer(Map.of("token", "token.thumbprint"));

  @Test
  void the_token_is_answered_with_its_authorization_and_the_port_closes_with_the_responder()
      throws IOException {
    var at = new Endpoint("127.0.0.1", free());
    try (var _ = Responder.open(at, ANSWER)) {
      assertThat(ask(at, "GET /.well-known/acme-challenge/token HTTP/1.1\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("Content-Length: 16\r\n")
          .endsWith("\r\n\r\ntoken.thumbprint");
    }
    // The listener is closed by the thread that accepts, a moment later.
    assertThatThrownBy(
            () -> {
              while (true) {
                new Socket(at.host(), at.port()).close();
              }
            })
        .isInstanceOf(ConnectException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET /.well-known/acme-challenge/ HTTP/1.1\r\n\r\n",
        "GET /.well-known/acme-challenge/other HTTP/1.1\r\n\r\n",
        "GET /.well-known/acme-challenge/token/../x HTTP/1.1\r\n\r\n",
        "POST /.well-known/acme-challenge/token HTTP/1.1\r\n\r\n",
        "GET /.well-known/acme-challenge/token\r\n\r\n",
        ""
      })
  void everything_else_is_not_found(String request) {
    assertThat(ANSWER.reply(request)).startsWith("HTTP/1.1 404 Not Found\r\n");
  }

  @Test
  void a_request_without_an_end_is_given_up_at_8_kib() throws IOException {
    var at = new Endpoint("127.0.0.1", free());
    try (var _ = Responder.open(at, ANSWER)) {
      assertThat(ask(at, "x".repeat(8192))).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void a_port_that_is_taken_is_named_with_what_to_do() throws IOException {
    try (var taken = new ServerSocket(0)) {
      var at = new Endpoint("*", taken.getLocalPort());
      assertThatThrownBy(() -> Responder.open(at, ANSWER))
          .hasMessageContaining(at + " cannot be opened to answer the CA")
          .hasMessageContaining("certificates.acme.listen");
    }
  }

  private static String ask(Endpoint at, String request) throws IOException {
    try (var socket = new Socket(at.host(), at.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static int free() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
