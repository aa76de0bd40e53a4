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
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import pasvport.gateway.connection.Buffers;
import pasvport.gateway.connection.Connection;
import pasvport.gateway.connection.Plain;
import pasvport.gateway.connection.Secured;
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
  Connection open() throws IOException;

  /** What speaks against the connection, once it is established. */
  default Optional<Refusal> objection(Connection established) {
    return Optional.empty();
  }

  /** Whether we connect; else the peer does. */
  boolean isCalled();

  /** The port that the peer names or is told, for the log. */
  int port();

  /**
   * Wants no connection any more; one that is there is ended. Idempotent, from any thread.
   *
   * @param how whether in order or with a reset
   */
  void giveUp(Consumer<SocketChannel> how);

  /** The client connects to a port of the passive range. */
  record AwaitedClient(PassivePorts.Reservation reservation) implements DataEnd {
    @Override
    public Connection open() throws IOException {
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
    public void giveUp(Consumer<SocketChannel> how) {
      reservation.giveUp(how);
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
    public Connection open() throws IOException {
      return new Plain(connected());
    }

    SocketChannel connected() throws IOException {
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
    public void giveUp(Consumer<SocketChannel> how) {
      givenUp = true;
      @Nullable SocketChannel open = connection;
      if (open != null) {
        how.accept(open);
      }
    }
  }

  /** We connect to the server, and tell it first who the client is. */
  record Introduced(Called connection, Header.Relayed header) implements DataEnd {
    /** The header fits the new connection's empty buffer, so that writing it does not block. */
    @Override
    public Connection open() throws IOException {
      SocketChannel channel = connection.connected();
      try {
        ByteBuffer bytes = ByteBuffer.wrap(header.encoded());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        return new Plain(channel);
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
    public void giveUp(Consumer<SocketChannel> how) {
      connection.giveUp(how);
    }
  }

  /**
   * Whatever comes is put under TLS, by an engine made when it is there.
   *
   * @param lenient whether a FIN without close_notify is an end
   * @param vet what speaks against a connection whose handshake is done
   */
  record Protected(
      DataEnd end,
      Supplier<SSLEngine> engine,
      Buffers buffers,
      boolean lenient,
      Function<Secured, Optional<Refusal>> vet)
      implements DataEnd {
    @Override
    public Connection open() throws IOException {
      return switch (end.open()) {
        case Plain(SocketChannel channel) -> new Secured(channel, engine.get(), buffers, lenient);
        case Secured already -> already;
      };
    }

    @Override
    public Optional<Refusal> objection(Connection established) {
      return established instanceof Secured secured ? vet.apply(secured) : Optional.empty();
    }

    @Override
    public boolean isCalled() {
      return end.isCalled();
    }

    @Override
    public int port() {
      return end.port();
    }

    @Override
    public void giveUp(Consumer<SocketChannel> how) {
      end.giveUp(how);
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
    public Connection open() throws IOException {
      try (listener) {
        while (true) {
          SocketChannel arrived = listener.accept();
          if (((InetSocketAddress) arrived.getRemoteAddress()).getAddress().equals(server)) {
            connection = arrived;
            if (Linux.isPresent()) {
              SourceFilter.detach(arrived);
            }
            return new Plain(arrived);
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
    public void giveUp(Consumer<SocketChannel> how) {
      Sockets.close(listener);
      @Nullable SocketChannel open = connection;
      if (open != null) {
        how.accept(open);
      }
    }
  }
}
