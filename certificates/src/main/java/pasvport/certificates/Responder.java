package pasvport.certificates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.Endpoint;

/** The port at which a CA asks, open while a challenge is pending. */
final class Responder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

  /** A CA asks from a handful of places at once; others who come are strangers. */
  private static final int MOST_CONNECTIONS = 64;

  /** A CA sends its one request at once. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /** What a connection is told; it is closed afterwards. */
  interface Answer {
    void to(Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final Answer answer;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Responder(ServerSocket listener, Answer answer) {
    this.listener = listener;
    this.answer = answer;
  }

  /**
   * Listens.
   *
   * @throws IOException if the port cannot be opened, with what to do
   */
  static Responder open(Endpoint at, Answer answer) throws IOException {
    var address =
        at.literal()
            .map((InetAddress literal) -> new InetSocketAddress(literal, at.port()))
            .orElseGet(() -> new InetSocketAddress(at.port()));
    var listener = new ServerSocket();
    try {
      listener.setReuseAddress(!System.getProperty("os.name", "").startsWith("Windows"));
      listener.bind(address);
    } catch (IOException e) {
      listener.close();
      throw new IOException(
          ("%s cannot be opened to answer the CA (%s): free it, allow it, or name another in"
                  + " certificates.acme.listen and forward the CA's port to it")
              .formatted(at, e.getMessage()),
          e);
    }
    var responder = new Responder(listener, answer);
    Thread.ofVirtual().name("acme-responder").start(responder::accept);
    return responder;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var socket = listener.accept();
        if (open.size() >= MOST_CONNECTIONS) {
          socket.close();
          continue;
        }
        open.add(socket);
        Thread.ofVirtual().name("acme-answer").start(() -> serve(socket));
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("no connection at the challenge's port");
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(Math.toIntExact(SILENCE.toMillis()));
      answer.to(socket);
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("peer", socket.getInetAddress()).setCause(e).log("not answered");
    } finally {
      open.remove(socket);
    }
  }

  /** Closes the port and every connection to it. */
  @Override
  public void close() {
    try {
      listener.close();
      for (var socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the challenge's port was not closed", e);
    }
  }
}
