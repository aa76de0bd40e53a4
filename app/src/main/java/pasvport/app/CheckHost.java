package pasvport.app;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** What {@code check} asks of the host: whether a port is free, and which addresses a name has. */
interface CheckHost {

  /** Whether a port can be listened on. */
  enum Port {
    FREE,
    /** Another program listens there, or has a connection from there. */
    TAKEN,
    /** This user may not. */
    FORBIDDEN,
    /** For another reason, such as an address of a family that is switched off. */
    UNUSABLE
  }

  /** Tries the port without listening on it. */
  Port port(InetSocketAddress at);

  /** The addresses of a DNS name; at least one. */
  List<InetAddress> addresses(String name) throws UnknownHostException;

  /** The host that this program runs on. */
  static CheckHost ofThisHost() {
    return new CheckHost() {

      @Override
      public Port port(InetSocketAddress at) {
        // Bound and never listening, so that nobody can connect.
        try (var socket = new Socket()) {
          // As for a listener: connections that have ended do not count. On Windows the option
          // would let the port be taken from another program.
          socket.setReuseAddress(!System.getProperty("os.name", "").startsWith("Windows"));
          socket.bind(at);
          return Port.FREE;
        } catch (BindException e) {
          return of(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
        } catch (IOException e) {
          return Port.UNUSABLE;
        }
      }

      @Override
      public List<InetAddress> addresses(String name) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(name));
      }

      // The system's reason reaches Java as text alone.
      private static Port of(String reason) {
        if (reason.contains("in use")) {
          return Port.TAKEN;
        }
        return reason.contains("permission") ? Port.FORBIDDEN : Port.UNUSABLE;
      }
    };
  }
}
