package pasvport.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections of which only their ClientHello says whose they are. Each is waited for on a thread
 * of its own: most clients begin TLS only after the reply to their transfer command.
 */
final class Claims implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  /** As long as a client may take to connect after it was told a port; then comes TLS. */
  private static final Duration HELLO_WAIT = Duration.ofSeconds(30);

  /** Connections that have not begun TLS, over all ports. */
  private static final int MOST_SILENT = 1024;

  /** The same from one origin; as many clients behind one NAT may wait for their 150 at once. */
  private static final int MOST_SILENT_FROM_ORIGIN = 64;

  /** A hello with a large ticket has some kilobytes; and it must fit the smallest buffer. */
  private static final int MOST_BYTES = 16 * 1024;

  private static final int HANDSHAKE = 22;
  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LongSupplier nanoTime;
  private final Set<SocketChannel> silent = ConcurrentHashMap.newKeySet();
  private final Map<Admission.Origin, Integer> perOrigin = new HashMap<>();
  private volatile boolean closed;

  Claims(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** What becomes of a connection whose hello never came. */
  @FunctionalInterface
  interface Given {
    /** It has said nothing of use. */
    void up(String why);
  }

  /**
   * Waits for the hello and hands it over, on another thread; at once gives up where too many wait
   * already.
   */
  void await(
      SocketChannel connection,
      InetAddress client,
      BiConsumer<SocketChannel, ByteBuffer> heard,
      Given given) {
    if (!enter(connection, client)) {
      given.up("too many have not begun TLS");
      return;
    }
    Thread.ofVirtual()
        .name("claim")
        .start(() -> {
          try {
            ByteBuffer hello = read(connection);
            leave(connection, client);
            heard.accept(connection, hello);
          } catch (IOException e) {
            leave(connection, client);
            given.up(String.valueOf(e.getMessage()));
          } catch (RuntimeException e) {
            leave(connection, client);
            LOG.atError().setCause(e).log("a data connection was lost");
            Sockets.reset(connection);
          }
        });
  }

  private synchronized boolean enter(SocketChannel connection, InetAddress client) {
    if (closed
        || silent.size() >= MOST_SILENT
        || perOrigin.getOrDefault(Admission.Origin.of(client), 0) >= MOST_SILENT_FROM_ORIGIN) {
      return false;
    }
    perOrigin.merge(Admission.Origin.of(client), 1, Integer::sum);
    return silent.add(connection);
  }

  private synchronized void leave(SocketChannel connection, InetAddress client) {
    silent.remove(connection);
    perOrigin.computeIfPresent(
        Admission.Origin.of(client), (origin, count) -> count == 1 ? null : count - 1);
  }

  /** The records that hold the whole ClientHello, as they came (RFC 8446 §4, §5.1). */
  private ByteBuffer read(SocketChannel connection) throws IOException {
    long deadline = nanoTime.getAsLong() + HELLO_WAIT.toNanos();
    Socket socket = connection.socket();
    byte[] bytes = new byte[MOST_BYTES];
    ByteBuffer records = ByteBuffer.wrap(bytes);
    int length = 0;
    int message = 0;
    int wanted = MESSAGE_HEADER;
    while (message < wanted) {
      int body = length + RECORD_HEADER;
      if (body > MOST_BYTES) {
        throw new IOException("a ClientHello of too many bytes");
      }
      fill(socket, bytes, length, body, deadline);
      int size = records.getShort(body - 2) & 0xFFFF;
      if (bytes[length] != HANDSHAKE || size < MESSAGE_HEADER || size > MOST_BYTES - body) {
        throw new IOException("no ClientHello");
      }
      fill(socket, bytes, body, body + size, deadline);
      if (message == 0) {
        wanted += records.getInt(body) & 0xFFFFFF;
      }
      message += size;
      length = body + size;
    }
    socket.setSoTimeout(0);
    return records.limit(length);
  }

  private void fill(Socket socket, byte[] into, int from, int to, long deadline)
      throws IOException {
    InputStream in = socket.getInputStream();
    int at = from;
    while (at < to) {
      long left = deadline - nanoTime.getAsLong();
      if (left <= 0) {
        throw new IOException("no ClientHello in time");
      }
      socket.setSoTimeout((int) Math.max(1, left / NANOS_PER_MILLI));
      int read = in.read(into, at, to - at);
      if (read < 0) {
        throw new EOFException("closed before TLS began");
      }
      at += read;
    }
  }

  @Override
  public void close() {
    closed = true;
    silent.forEach(Sockets::reset);
  }
}
