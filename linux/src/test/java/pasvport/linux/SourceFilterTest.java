package pasvport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pasvport.linux.SourceFilter.Block;

@EnabledOnOs(OS.LINUX)
class SourceFilterTest {
  /** A filtered SYN is answered by nothing, so the refusal shows as a time-out. */
  private static final int PATIENCE_MILLIS = 400;

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_REPAIR = 19;

  @Test
  void admitted_ipv4_address_connects_and_another_does_not() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      SourceFilter.admit(listener, List.of(address("127.0.0.2"), address("127.0.0.3")));
      connect("127.0.0.2", "127.0.0.1", listener);
      connect("127.0.0.3", "127.0.0.1", listener);
      assertThatThrownBy(() -> connect("127.0.0.4", "127.0.0.1", listener))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void admitted_ipv6_address_connects_whatever_else_is_in_the_list() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      SourceFilter.admit(
          listener,
          List.of(
              address("127.0.0.2"), address("2001:db8::1"), address("::1"), address("fe80::1")));
      connect("::1", "::1", listener);
      SourceFilter.admit(listener, List.of(address("2001:db8::1"), address("127.0.0.1")));
      assertThatThrownBy(() -> connect("::1", "::1", listener))
          .isInstanceOf(SocketTimeoutException.class);
      connect("127.0.0.1", "127.0.0.1", listener);
    }
  }

  @Test
  void an_empty_list_admits_nobody_and_detaching_admits_all() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      SourceFilter.admit(listener, List.of());
      assertThatThrownBy(() -> connect("127.0.0.1", "127.0.0.1", listener))
          .isInstanceOf(SocketTimeoutException.class);
      SourceFilter.detach(listener);
      connect("127.0.0.1", "127.0.0.1", listener);
    }
  }

  @Test
  void the_longest_list_is_taken_by_the_kernel_and_its_last_address_is_admitted()
      throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 0; i < SourceFilter.MOST_ADDRESSES - 2; i++) {
      addresses.add(address("2001:db8::" + Integer.toHexString(i + 1)));
    }
    addresses.add(address("127.0.0.9"));
    addresses.add(address("::1"));
    try (ServerSocketChannel listener = listen()) {
      SourceFilter.admit(listener, addresses);
      connect("::1", "::1", listener);
      connect("127.0.0.9", "127.0.0.1", listener);
    }
  }

  @Test
  void an_admitted_network_is_let_in_to_its_last_bit_and_no_further() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      SourceFilter.admit(
          listener,
          List.of(address("127.0.1.1"), address("2001:db8::5")),
          List.of(block("2001:db8::", 33), block("10.0.0.0", 8), block("127.0.0.4", 30)));
      connect("127.0.0.4", "127.0.0.1", listener);
      connect("127.0.0.7", "127.0.0.1", listener);
      connect("127.0.1.1", "127.0.0.1", listener);
      assertThatThrownBy(() -> connect("127.0.0.8", "127.0.0.1", listener))
          .isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> connect("::1", "::1", listener))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"::,0", "::,1", "::,32", "::,33", "::,96", "::,127", "::1,128"})
  void an_ipv6_network_admits_its_own_whatever_stands_beside_it(String first, int bits)
      throws IOException {
    List<Block> networks =
        List.of(
            block("2001:db8::", 32),
            block("127.0.0.0", 8),
            block("8000::", 1),
            block(first, bits),
            block("fe80::", 10));
    try (ServerSocketChannel listener = listen()) {
      SourceFilter.admit(listener, List.of(address("2001:db8::5")), networks);
      connect("::1", "::1", listener);
      connect("127.0.0.1", "127.0.0.1", listener);
    }
  }

  @ParameterizedTest
  @CsvSource({"::2,128", "::2,127", "0:0:1::,48", "8000::,1", "0:0:0:1::,64"})
  void an_ipv6_network_keeps_others_out(String first, int bits) throws IOException {
    try (ServerSocketChannel listener = listen()) {
      SourceFilter.admit(listener, List.of(), List.of(block(first, bits)));
      assertThatThrownBy(() -> connect("::1", "::1", listener))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void the_most_networks_fit_beside_the_most_addresses() throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 0; i < SourceFilter.MOST_ADDRESSES; i++) {
      addresses.add(address("2001:db8::" + Integer.toHexString(i + 1)));
    }
    List<Block> networks = new ArrayList<>();
    for (int i = 0; i < SourceFilter.MOST_NETWORKS - 1; i++) {
      networks.add(block("2001:db8:0:" + Integer.toHexString(i + 1) + "::", 127));
    }
    networks.add(block("::", 127));
    try (ServerSocketChannel listener = listen()) {
      SourceFilter.admit(listener, addresses, networks);
      connect("::1", "::1", listener);
    }
  }

  @Test
  void an_accepted_connection_lives_on_when_its_address_is_no_longer_admitted() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      SourceFilter.admit(listener, List.of(address("127.0.0.2")));
      try (SocketChannel client = SocketChannel.open()) {
        client.bind(new InetSocketAddress("127.0.0.2", 0));
        client.connect(new InetSocketAddress("127.0.0.1", port(listener)));
        try (SocketChannel accepted = listener.accept()) {
          SourceFilter.detach(accepted);
          SourceFilter.admit(listener, List.of());
          client.write(ByteBuffer.wrap(new byte[] {42}));
          ByteBuffer read = ByteBuffer.allocate(1);
          accepted.read(read);
          assertThat(read.get(0)).isEqualTo((byte) 42);
        }
      }
    }
  }

  /** As it is when the reset that ended a transfer was lost on its way. */
  @Test
  @Tag("lab")
  void a_peer_whose_connection_is_gone_is_told_so_when_it_is_no_longer_admitted() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "TCP_REPAIR needs root");
    try (ServerSocketChannel listener = listen();
        Socket peer = new Socket()) {
      SourceFilter.admit(listener, List.of(address("127.0.0.1")));
      peer.connect(listener.getLocalAddress(), PATIENCE_MILLIS);
      vanish(listener.accept());
      SourceFilter.admit(listener, List.of());
      peer.setSoTimeout(PATIENCE_MILLIS);
      peer.getOutputStream().write(1);
      assertThatThrownBy(() -> peer.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  /** Closes without a word (TCP_REPAIR of linux/tcp.h). */
  private static void vanish(SocketChannel connection) throws IOException {
    try (Arena arena = Arena.ofConfined();
        connection) {
      var on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
      Libc.setsockopt(Linux.descriptor(connection), IPPROTO_TCP, TCP_REPAIR, on, 4);
    }
  }

  @Test
  void peek_tells_nothing_bytes_and_end_apart_without_taking_a_byte() throws IOException {
    try (ServerSocketChannel listener = listen();
        SocketChannel client =
            SocketChannel.open(new InetSocketAddress("127.0.0.1", port(listener)));
        SocketChannel accepted = listener.accept()) {
      assertThat(Peek.at(accepted)).isEqualTo(Peek.NOTHING);
      client.write(ByteBuffer.wrap(new byte[] {42}));
      assertThat(awaitChange(accepted, Peek.NOTHING)).isEqualTo(Peek.BYTES);
      assertThat(Peek.at(accepted)).isEqualTo(Peek.BYTES);
      accepted.read(ByteBuffer.allocate(1));
      client.shutdownOutput();
      assertThat(awaitChange(accepted, Peek.NOTHING)).isEqualTo(Peek.END);
    }
  }

  private static Peek awaitChange(SocketChannel connection, Peek from) {
    Peek now = Peek.at(connection);
    while (now == from) {
      Thread.onSpinWait();
      now = Peek.at(connection);
    }
    return now;
  }

  private static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open().bind(new InetSocketAddress(0));
  }

  private static int port(ServerSocketChannel listener) throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  private static Block block(String first, int bits) {
    return new Block(address(first), bits);
  }

  private static void connect(String from, String to, ServerSocketChannel listener)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(to, port(listener)), PATIENCE_MILLIS);
    }
  }
}
