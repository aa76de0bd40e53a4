package pasvport.gateway.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers taken off connections on loopback. */
class HeaderReaderTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final Header.Relayed NAMED =
      new Header.Relayed(
          new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4660),
          new InetSocketAddress(InetAddress.ofLiteral("198.51.100.7"), 21));

  private static final byte[] LINE =
      "PROXY TCP4 192.0.2.1 198.51.100.7 4660 21\r\n".getBytes(ISO_8859_1);

  private final HeaderReader patient = new HeaderReader(LONG, System::nanoTime);
  private ServerSocketChannel listener;
  private SocketChannel proxy;
  private SocketChannel accepted;

  @BeforeEach
  void connect() throws IOException {
    listener =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    proxy = SocketChannel.open(listener.getLocalAddress());
    accepted = listener.accept();
  }

  @AfterEach
  void close() throws IOException {
    accepted.close();
    proxy.close();
    listener.close();
  }

  private void send(byte[] bytes) throws IOException {
    proxy.write(ByteBuffer.wrap(bytes));
  }

  private String rest() throws IOException {
    proxy.shutdownOutput();
    return new String(accepted.socket().getInputStream().readAllBytes(), ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void what_stands_behind_the_header_is_left(int version) throws Exception {
    send(version == 1 ? LINE : NAMED.encoded());
    send("USER joe\r\n".getBytes(ISO_8859_1));
    assertThat(patient.read(accepted)).isEqualTo(NAMED);
    assertThat(rest()).isEqualTo("USER joe\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_header_may_come_byte_by_byte(int version) throws Exception {
    byte[] header = version == 1 ? LINE : NAMED.encoded();
    proxy.socket().setTcpNoDelay(true);
    Thread sender =
        Thread.startVirtualThread(() -> {
          try {
            for (byte each : header) {
              send(new byte[] {each});
            }
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    assertThat(patient.read(accepted)).isEqualTo(NAMED);
    sender.join();
    assertThat(rest()).isEmpty();
  }

  @Test
  void a_header_longer_than_the_first_buffer_is_taken() throws Exception {
    byte[] values = new byte[1003];
    ByteBuffer.wrap(values).put((byte) 4).putShort((short) 1000);
    byte[] header = ByteBuffer.allocate(28 + 1003).put(NAMED.encoded()).put(values).array();
    ByteBuffer.wrap(header).putShort(14, (short) (12 + 1003));
    send(header);
    assertThat(patient.read(accepted)).isEqualTo(NAMED);
    assertThat(rest()).isEmpty();
  }

  private void faults(HeaderReader reader, HeaderFault fault) {
    assertThatThrownBy(() -> reader.read(accepted))
        .asInstanceOf(type(HeaderException.class))
        .extracting(HeaderException::fault)
        .isEqualTo(fault);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20})
  void a_proxy_that_closes_before_the_end_has_sent_none(int bytes) throws IOException {
    proxy.write(ByteBuffer.wrap(LINE, 0, bytes));
    proxy.shutdownOutput();
    faults(patient, HeaderFault.MISSING);
  }

  @Test
  void a_silent_proxy_is_late() {
    faults(new HeaderReader(Duration.ofMillis(20), System::nanoTime), HeaderFault.LATE);
  }

  @Test
  void a_proxy_that_dribbles_is_late_all_the_same() throws IOException {
    AtomicLong time = new AtomicLong();
    send(new byte[] {LINE[0]});
    send(new byte[] {LINE[1]});
    faults(
        new HeaderReader(Duration.ofSeconds(2), () -> time.getAndAdd(1_000_000_000)),
        HeaderFault.LATE);
  }

  @Test
  void what_is_no_header_is_malformed_at_once() throws IOException {
    send(new byte[] {'U'});
    faults(patient, HeaderFault.MALFORMED);
  }
}
