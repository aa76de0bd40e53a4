package pasvport.doctor.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import pasvport.doctor.fact.Connected;

/** One attempt to connect, and its socket if it came to one. */
record Dial(Connected connected, Optional<WatchedSocket> socket) {

  static Dial to(InetSocketAddress address, Duration patience) {
    var time = Countdown.of(patience);
    var socket = new WatchedSocket();
    try {
      socket.connect(address, time.millis());
      socket.setTcpNoDelay(true);
      return new Dial(
          new Connected.Open(
              new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()),
              address,
              time.passed()),
          Optional.of(socket));
    } catch (SocketTimeoutException silent) {
      return without(new Connected.Silent(time.passed()));
    } catch (ConnectException refused) {
      return without(
          String.valueOf(refused.getMessage()).contains("refused")
              ? new Connected.Refused(time.passed())
              : String.valueOf(refused.getMessage()).contains("timed out")
                  ? new Connected.Silent(time.passed())
                  : unreachable(refused, time));
    } catch (IOException failed) {
      return without(unreachable(failed, time));
    }
  }

  private static Connected unreachable(IOException failed, Countdown time) {
    return new Connected.Unreachable(String.valueOf(failed.getMessage()), time.passed());
  }

  private static Dial without(Connected connected) {
    return new Dial(connected, Optional.empty());
  }
}
