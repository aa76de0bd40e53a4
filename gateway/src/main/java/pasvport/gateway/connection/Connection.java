package pasvport.gateway.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A TCP connection, plain or under TLS.
 *
 * <p>One thread reads and one writes, which may be the same; all calls block. Any thread may close
 * the channel, which wakes both.
 */
public sealed interface Connection permits Plain, Secured {
  /** What carries it. To be closed or reset from outside; its bytes belong to this connection. */
  SocketChannel channel();

  /** Makes it fit for use: the handshake under TLS, nothing without. */
  void establish() throws IOException;

  /**
   * Reads some bytes, at least one.
   *
   * @return how many, or -1 at the peer's end of data
   * @throws TruncatedException if the connection has ended and TLS has not
   */
  int read(ByteBuffer target) throws IOException;

  /** Writes some of it, at least one byte; returns how many. */
  int write(ByteBuffer source) throws IOException;

  /** Tells the peer that this was all: TLS's close_notify, then the FIN. */
  void end() throws IOException;

  /** Gives back what the connection holds in memory, once no thread uses it any more. */
  void release();
}
