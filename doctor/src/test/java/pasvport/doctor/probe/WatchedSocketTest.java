package pasvport.doctor.probe;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchedSocketTest {

  /** Its own time limit would begin anew with each octet. */
  @Test
  void one_who_never_stops_speaking_is_not_listened_to_for_longer_than_was_said()
      throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        var socket = new WatchedSocket()) {
      Thread.startVirtualThread(() -> speak(listener));
      socket.connect(
          new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 5_000);
      socket.readWithin(Countdown.of(Duration.ofMillis(200)));
      var in = socket.getInputStream();

      assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static void speak(ServerSocket listener) {
    try (var socket = listener.accept()) {
      while (true) {
        socket.getOutputStream().write('.');
      }
    } catch (IOException heardEnough) {
      // The other end has closed.
    }
  }
}
