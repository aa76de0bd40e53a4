package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataConnectionTest {

  private final InetAddress here = InetAddress.ofLiteral("127.0.0.1");
  private final InetAddress peer = InetAddress.ofLiteral("127.0.0.2");
  private @Nullable SocketAddress stranger;
  private final DataConnection data =
      new DataConnection(here, peer, from -> !from.equals(stranger));

  @AfterEach
  void end() {
    data.end();
  }

  @Test
  void a_connection_from_another_address_than_the_control_connections_is_reset() throws Exception {
    var port = data.listen();
    try (var stranger = connect("127.0.0.3", port);
        var client = connect("127.0.0.2", port);
        var stream = data.take()) {
      assertThat(stream.channel().getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
      assertThatThrownBy(() -> stranger.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  /** Another user of the host may be quicker than the gateway. */
  @Test
  void a_connection_that_is_not_the_gateways_is_reset() throws Exception {
    var port = data.listen();
    try (var quick = connect("127.0.0.2", port)) {
      stranger = quick.getLocalSocketAddress();
      try (var client = connect("127.0.0.2", port);
          var stream = data.take()) {
        assertThat(stream.channel().getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
        assertThatThrownBy(() -> quick.getInputStream().read())
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("reset");
      }
    }
  }

  @Test
  void listening_anew_closes_the_port_before() throws Exception {
    var first = data.listen();
    var second = data.listen();
    assertThat(second).isNotEqualTo(first);
    assertThatThrownBy(() -> connect("127.0.0.2", first)).isInstanceOf(ConnectException.class);
    connect("127.0.0.2", second).close();
  }

  @Test
  void an_abort_counts_for_what_was_asked_before_it_alone() throws Exception {
    data.listen();
    data.abortComes();
    refused(426, data::ready);
    data.listen();
    refused(426, data::take);
    data.abortServed();
    assertThat(data.ready().isOpen()).isTrue();
  }

  @Test
  void an_abort_wakes_who_waits_for_the_client() throws Exception {
    data.listen();
    var waiting = Thread.ofVirtual().unstarted(data::abortComes);
    waiting.start();
    refused(426, data::take);
    waiting.join();
  }

  @Test
  void after_the_end_there_is_nothing_more() throws Exception {
    var port = data.listen();
    try (var client = connect("127.0.0.2", port);
        var stream = data.take()) {
      data.end();
      assertThat(stream.channel().isOpen()).isFalse();
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    assertThatThrownBy(data::listen).isInstanceOf(IOException.class);
    refused(426, data::ready);
  }

  @Test
  void what_is_finished_ends_in_order_and_what_is_not_with_a_reset() throws Exception {
    try (var client = connect("127.0.0.2", data.listen())) {
      try (var stream = data.take()) {
        stream.finish();
      }
      assertThat(client.getInputStream().read()).isNegative();
    }
    try (var client = connect("127.0.0.2", data.listen())) {
      data.take().close();
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  private static void refused(int code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private Socket connect(String from, int port) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(new InetSocketAddress(here, port));
    return socket;
  }
}
