package pasvport.gateway;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How connections are set up and ended. */
final class Sockets {
  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

  /**
   * NAT devices forget a silent connection after some minutes, RFC 5382 asks them for two hours but
   * many take five minutes; a probe a minute keeps the entry, and four unanswered ones tell that
   * the peer is gone.
   */
  private static final int KEEPALIVE_SECONDS = 60;

  private static final int KEEPALIVE_INTERVAL_SECONDS = 15;
  private static final int KEEPALIVE_PROBES = 4;

  private Sockets() {}

  /** A control connection: small writes at once, alive while data flows, urgent bytes in line. */
  static void prepareControl(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    keepAlive(channel);
    // RFC 959 §4.1.3: ABOR comes with a Telnet synch, whose last byte is urgent.
    channel.socket().setOOBInline(true);
  }

  static void keepAlive(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
    }
  }

  /** Writes a few bytes if the connection is still there. */
  static void tryWrite(SocketChannel channel, byte[] bytes) {
    try {
      channel.write(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      LOG.debug("the peer is gone", e);
    }
  }

  /** Closes with a reset, so that the peer cannot take what it has for the whole. */
  static void reset(SocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      LOG.debug("already closed", e);
    }
    close(channel);
  }

  /**
   * From now on the connection is reset however it is closed, by the end of this process too: only
   * {@link #endInOrder} gives it a FIN.
   */
  static void endWithReset(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
  }

  /** Takes that back. */
  static void endInOrder(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, -1);
  }

  /** Closes in order, even what was to be reset. */
  static void closeInOrder(SocketChannel channel) {
    try {
      endInOrder(channel);
    } catch (IOException e) {
      LOG.debug("already closed", e);
    }
    close(channel);
  }

  /** Closes; what has been written still goes out, then the FIN. */
  static void close(NetworkChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a connection failed", e);
    }
  }
}
