package pasvport.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import pasvport.gateway.proxy.Header;
import pasvport.linux.Linux;
import pasvport.linux.SourceFilter;

/** One end of a data channel: where its connection comes from, once a transfer needs it. */
sealed interface DataEnd {
  /**
   * The connection; blocks until it is there. Called once.
   *
   * @throws IOException if there is none, or the end was given up meanwhile
   */
  SocketChannel open() throws IOException;

  /** Whether we connect; else the peer does. */
  boolean isCalled();

  /** The port that the peer names or is told, for the log. */
  int port();

  /** Wants no connection any more; one that is there is closed. Idempotent, from any thread. */
  void giveUp();

  /** The client connects to a port of the passive range. */
  record AwaitedClient(PassivePorts.Reservation reservation) implements DataEnd {
    @Override
    public SocketChannel open() throws IOException {
      try {
        return reservation.arrival().join();
      } catch (CancellationException | CompletionException e) {
        throw new IOException("nobody came", e);
      }
    }

    @Override
    public boolean isCalled() {
      return false;
    }

    @Override
    public int port() {
      return reservation.port();
    }

    @Override
    public void giveUp() {
      reservation.giveUp();
    }
  }

  /** We connect to a port that the peer has named. */
  final class Called implements DataEnd {
    private final InetSocketAddress peer;
    private final @Nullable InetAddress from;
    private final int sourcePort;
    private final Duration wait;
    private volatile boolean givenUp;
    private volatile @Nullable SocketChannel connection;

    /**
     * @param from the address to connect from, or null for the one that the route gives
     * @param sourcePort the port to connect from if it can be had, 0 for any
     */
    Called(InetSocketAddress peer, @Nullable InetAddress from, int sourcePort, Duration wait) {
      this.peer = peer;
      this.from = from;
      this.sourcePort = sourcePort;
      this.wait = wait;
    }

    @Override
    public SocketChannel open() throws IOException {
      if (from != null && sourcePort != 0) {
        try {
          return open(new InetSocketAddress(from, sourcePort));
        } catch (IOException e) {
          // A privileged port that we may not bind, or the pair is in use: any port will do then.
          if (givenUp) {
            throw e;
          }
        }
      }
      return open(from == null ? null : new InetSocketAddress(from, 0));
    }

    private SocketChannel open(@Nullable InetSocketAddress source) throws IOException {
      SocketChannel channel = SocketChannel.open();
      connection = channel;
      try {
        if (givenUp) {
          throw new IOException("given up");
        }
        if (source != null) {
          channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
          channel.bind(source);
        }
        channel.socket().connect(peer, Math.toIntExact(wait.toMillis()));
        return channel;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }

    @Override
    public boolean isCalled() {
      return true;
    }

    @Override
    public int port() {
      return peer.getPort();
    }

    @Override
    public void giveUp() {
      givenUp = true;
      @Nullable SocketChannel open = connection;
      if (open != null) {
        Sockets.close(open);
      }
    }
  }

  /** We connect to the server, and tell it first who the client is. */
  record Introduced(Called connection, Header.Relayed header) implements DataEnd {
    /** The header fits the new connection's empty buffer, so that writing it does not block. */
    @Override
    public SocketChannel open() throws IOException {
      SocketChannel channel = connection.open();
      try {
        ByteBuffer bytes = ByteBuffer.wrap(header.encoded());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }

    @Override
    public boolean isCalled() {
      return true;
    }

    @Override
    public int port() {
      return connection.port();
    }

    @Override
    public void giveUp() {
      connection.giveUp();
    }
  }

  /** The server connects to a port of ours that is open to it alone, once. */
  final class AwaitedServer implements DataEnd {
    private final ServerSocketChannel listener;
    private final InetSocketAddress local;
    private final InetAddress server;
    private volatile @Nullable SocketChannel connection;

    /** Listens on any port of the address that the server sees us by. */
    AwaitedServer(InetAddress local, InetAddress server) throws IOException {
      this.server = server;
      this.listener = ServerSocketChannel.open();
      try {
        if (Linux.isPresent()) {
          SourceFilter.admit(listener, List.of(server));
        }
        listener.bind(new InetSocketAddress(local, 0), 1);
        this.local = (InetSocketAddress) listener.getLocalAddress();
      } catch (IOException | RuntimeException e) {
        listener.close();
        throw e;
      }
    }

    /** What the server is told. */
    InetSocketAddress local() {
      return local;
    }

    @Override
    public SocketChannel open() throws IOException {
      try (listener) {
        while (true) {
          SocketChannel arrived = listener.accept();
          if (((InetSocketAddress) arrived.getRemoteAddress()).getAddress().equals(server)) {
            connection = arrived;
            if (Linux.isPresent()) {
              SourceFilter.detach(arrived);
            }
            return arrived;
          }
          Sockets.reset(arrived);
        }
      }
    }

    @Override
    public boolean isCalled() {
      return false;
    }

    @Override
    public int port() {
      return local.getPort();
    }

    @Override
    public void giveUp() {
      Sockets.close(listener);
      @Nullable SocketChannel open = connection;
      if (open != null) {
        Sockets.close(open);
      }
    }
  }
}
