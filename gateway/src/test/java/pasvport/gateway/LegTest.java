package pasvport.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import pasvport.gateway.connection.Secured;
import pasvport.linux.Peek;

/** One control connection, and a peer that does not do its part. */
@Timeout(30)
class LegTest {
  private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");

  /** More than the buffers between two sockets hold. */
  private static final int MUCH = 32 * 1024 * 1024;

  private final HandTime time = new HandTime();
  private final ServerSocket listener;
  private final SocketChannel channel;
  private final Peer peer;
  private final Leg leg;

  LegTest() throws IOException {
    listener = new ServerSocket(0, 1, HOST);
    channel = SocketChannel.open(new InetSocketAddress(HOST, listener.getLocalPort()));
    Socket accepted = listener.accept();
    peer = new Peer(accepted);
    leg = new Leg(channel, time);
  }

  @AfterEach
  void close() throws IOException {
    leg.close();
    peer.close();
    listener.close();
  }

  private CompletableFuture<Void> writeMuch() {
    CompletableFuture<Void> written = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        leg.write(new byte[MUCH]);
        written.complete(null);
      } catch (IOException e) {
        written.completeExceptionally(e);
      }
    });
    return written;
  }

  private boolean isStuckFor(Duration duration) {
    return leg.isStuck(time.getAsLong() - duration.toNanos());
  }

  @Test
  void a_write_that_the_peer_does_not_take_is_stuck_once_time_has_passed() {
    CompletableFuture<Void> written = writeMuch();
    OnLoopback.await("the write").until(() -> isStuckFor(Duration.ofNanos(-1)));
    assertThat(isStuckFor(Duration.ofSeconds(30))).isFalse();
    time.advance(Duration.ofSeconds(31));
    assertThat(isStuckFor(Duration.ofSeconds(30))).isTrue();

    leg.reset();
    assertThatThrownBy(written::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(isStuckFor(Duration.ofNanos(-1))).isFalse();
    peer.expectReset();
  }

  @Test
  void a_write_that_the_peer_takes_is_over() throws IOException {
    CompletableFuture<Void> written = writeMuch();
    assertThat(peer.read(MUCH)).hasSize(MUCH);
    written.join();
    assertThat(isStuckFor(Duration.ofNanos(-1))).isFalse();
  }

  @Test
  void what_waits_unread_is_seen_and_left() throws IOException {
    assertThat(leg.unread()).isEqualTo(Peek.NOTHING);
    peer.write("ABOR\r\n");
    OnLoopback.await("bytes").until(() -> leg.unread() == Peek.BYTES);
    ByteBuffer read = ByteBuffer.allocate(6);
    assertThat(channel.read(read)).isEqualTo(6);
    peer.close();
    OnLoopback.await("end").until(() -> leg.unread() == Peek.END);
  }

  @Test
  void a_reader_that_has_read_enough_waits_and_the_last_word_is_heard() throws Exception {
    CompletableFuture<Boolean> heard = new CompletableFuture<>();
    leg.startReading(
        "reader",
        new ClearReader() {
          @Override
          public Leg.Next read(ByteBuffer bytes) {
            heard.complete(bytes.hasRemaining());
            return new Leg.Next.Stop();
          }

          @Override
          public void ended(boolean orderly) {
            throw new AssertionError("it was told that nothing more counts");
          }
        });
    peer.write("GET / HTTP/1.1\r\n".repeat(2000));
    assertThat(heard.join()).isTrue();
    leg.write("500 This is an FTP service.\r\n".getBytes(US_ASCII));
    CompletableFuture<Void> finished = CompletableFuture.runAsync(leg::finish);
    peer.expect("500 This is an FTP service.");
    peer.expectEnd();
    peer.close();
    finished.join();
  }

  @Test
  void a_reader_that_waits_for_a_place_is_released_at_the_end() throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    CompletableFuture<Boolean> full = new CompletableFuture<>();
    leg.startReading(
        "reader",
        new ClearReader() {
          @Override
          public Leg.Next read(ByteBuffer bytes) {
            for (int i = 0; i < 100; i++) {
              if (i == 64) {
                full.complete(true);
              }
              leg.handingOver();
            }
            ended.complete(true);
            return new Leg.Next.Stop();
          }

          @Override
          public void ended(boolean orderly) {}
        });
    peer.write("NOOP\r\n");
    assertThat(full.join()).isTrue();
    assertThat(leg.isHandingOver()).isTrue();
    leg.close();
    assertThat(ended.join()).isTrue();
  }

  /** A reader of a connection that stays in clear. */
  private abstract static class ClearReader implements Leg.Reader {
    @Override
    public void secured(Secured connection, int dropped) {
      throw new AssertionError("nobody asked for TLS");
    }

    @Override
    public void tlsFailed(IOException why) {
      throw new AssertionError("nobody asked for TLS");
    }

    @Override
    public void cleared() {
      throw new AssertionError("nobody asked for TLS");
    }
  }
}
