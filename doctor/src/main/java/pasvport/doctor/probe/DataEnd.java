package pasvport.doctor.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.Optional;

/** Where this end waits for the server to call, for one data connection. */
final class DataEnd implements AutoCloseable {
  private final ServerSocket listener;

  /** Listens at an address of this machine, at a port that the system chooses. */
  DataEnd(InetAddress address) throws IOException {
    listener =
        new ServerSocket() {
          @Override
          public WatchedSocket accept() throws IOException {
            var socket = new WatchedSocket();
            implAccept(socket);
            return socket;
          }
        };
    listener.bind(new InetSocketAddress(address, 0), 1);
  }

  InetSocketAddress at() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  /** The one who calls, if one does within a glance. */
  Optional<WatchedSocket> glance() throws IOException {
    listener.setSoTimeout((int) Patience.GLANCE.toMillis());
    try {
      return Optional.of((WatchedSocket) listener.accept());
    } catch (SocketTimeoutException nobody) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
