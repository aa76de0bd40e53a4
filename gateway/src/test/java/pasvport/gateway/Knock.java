package pasvport.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Tries to reach a port from an address that may have no business there. */
final class Knock {
  /** A SYN that is dropped is sent again after a second; by then it is clear that it was. */
  private static final int MILLIS = 700;

  private Knock() {}

  /** Whether a connection stood. */
  static boolean at(String from, String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(host), port), MILLIS);
      return true;
    } catch (java.net.SocketTimeoutException | java.net.ConnectException unheard) {
      return false;
    }
  }
}
