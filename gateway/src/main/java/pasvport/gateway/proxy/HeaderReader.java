package pasvport.gateway.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The reader of the header at the start of a connection: it takes the header and not a byte more.
 */
public final class HeaderReader {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A line of version 1, or version 2 with IPv6 addresses and some values. */
  private static final int FIRST_BYTES = 128;

  private final Duration wait;
  private final LongSupplier nanoTime;

  /**
   * A reader that is patient for so long with each connection.
   *
   * @param nanoTime the clock
   */
  public HeaderReader(Duration wait, LongSupplier nanoTime) {
    this.wait = wait;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes the header off a connection in blocking mode; blocks until it is there. What follows it
   * is left to be read.
   *
   * @throws HeaderException if there is none that could be used
   * @throws IOException if the connection breaks
   */
  public Header read(SocketChannel connection) throws HeaderException, IOException {
    long deadline = nanoTime.getAsLong() + wait.toNanos();
    Socket socket = connection.socket();
    byte[] bytes = new byte[FIRST_BYTES];
    int length = 0;
    int more = 1;
    while (true) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, length + more);
      }
      length += take(socket, bytes, length, more, deadline);
      switch (HeaderDecoder.decode(ByteBuffer.wrap(bytes, 0, length))) {
        case HeaderDecoder.Progress.Needs(int least) -> more = least;
        case HeaderDecoder.Progress.Complete(Header header) -> {
          socket.setSoTimeout(0);
          return header;
        }
      }
    }
  }

  private int take(Socket socket, byte[] bytes, int from, int most, long deadline)
      throws HeaderException, IOException {
    long left = deadline - nanoTime.getAsLong();
    if (left <= 0) {
      throw new HeaderException(HeaderFault.LATE, "");
    }
    socket.setSoTimeout((int) Math.max(1, left / NANOS_PER_MILLI));
    InputStream in = socket.getInputStream();
    try {
      int read = in.read(bytes, from, most);
      if (read < 0) {
        throw new HeaderException(HeaderFault.MISSING, "closed after " + from + " bytes");
      }
      return read;
    } catch (SocketTimeoutException e) {
      throw new HeaderException(HeaderFault.LATE, from + " bytes came");
    }
  }
}
