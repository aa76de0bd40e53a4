package pasvport.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.linux.Linux;
import pasvport.linux.SourceFilter;
import pasvport.site.Network;

/** One listening socket of the passive range, closed to everybody who is not awaited. */
final class PassiveListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PassiveListener.class);

  /** Hundreds may connect at one moment; the kernel caps it at net.core.somaxconn. */
  private static final int BACKLOG = 1024;

  /** Takes what a listener accepted and decides whose it is. */
  interface Arrivals {
    void arrived(int port, SocketChannel connection) throws IOException;
  }

  private final ServerSocketChannel channel;
  private final InetSocketAddress at;
  private final int port;

  private PassiveListener(ServerSocketChannel channel, InetSocketAddress at) {
    this.channel = channel;
    this.at = at;
    this.port = at.getPort();
  }

  /**
   * Opens the port; nobody is served before {@link #start}.
   *
   * @throws IOException naming the port, if it's taken
   */
  static PassiveListener open(InetSocketAddress at) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.bind(at, BACKLOG);
    } catch (IOException e) {
      channel.close();
      throw new IOException(
          "passive port "
              + at.getPort()
              + " cannot be opened: "
              + e.getMessage()
              + " (another program or an outgoing connection holds it; choose another range, or"
              + " keep it free with net.ipv4.ip_local_reserved_ports)",
          e);
    }
    return new PassiveListener(channel, at);
  }

  /** Where it listens, as it was asked for. */
  InetSocketAddress at() {
    return at;
  }

  void start(Arrivals arrivals) {
    Thread.ofVirtual().name("passive-" + port).start(() -> acceptAll(arrivals));
  }

  /**
   * Lets these clients and proxies reach the port, and nobody else, where the kernel can do that
   * for us.
   *
   * @param clients empty for everybody
   */
  void admit(Optional<Set<Network>> clients, Collection<SourceFilter.Block> proxies) {
    if (!Linux.isPresent()) {
      return;
    }
    try {
      List<InetAddress> addresses = new ArrayList<>();
      List<SourceFilter.Block> blocks = new ArrayList<>(proxies);
      for (Network client : clients.orElse(Set.of())) {
        if (client.prefixLength() == client.address().getAddress().length * Byte.SIZE) {
          addresses.add(client.address());
        } else {
          blocks.add(new SourceFilter.Block(client.address(), client.prefixLength()));
        }
      }
      if (clients.isPresent()
          && addresses.size() <= SourceFilter.MOST_ADDRESSES
          && blocks.size() <= SourceFilter.MOST_NETWORKS) {
        SourceFilter.admit(channel, addresses, blocks);
      } else {
        SourceFilter.detach(channel);
      }
    } catch (IOException e) {
      // Then strangers complete a handshake, and are reset when they are accepted.
      LOG.atWarn().addKeyValue("port", port).setCause(e).log("no filter on a passive port");
      openToAll();
    }
  }

  private void openToAll() {
    try {
      SourceFilter.detach(channel);
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("port", port).setCause(e).log("no filter to take off");
    }
  }

  private void acceptAll(Arrivals arrivals) {
    while (channel.isOpen()) {
      try {
        handOver(channel.accept(), arrivals);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // Out of descriptors, or a connection that broke while it was accepted: the port goes on.
        LOG.atWarn()
            .addKeyValue("port", port)
            .setCause(e)
            .log("a data connection was not accepted");
        Pause.afterFailedAccept();
      }
    }
  }

  private void handOver(SocketChannel connection, Arrivals arrivals) {
    try {
      openToAll(connection);
      arrivals.arrived(port, connection);
    } catch (IOException | RuntimeException e) {
      LOG.atError().addKeyValue("port", port).setCause(e).log("a data connection was lost");
      Sockets.reset(connection);
    }
  }

  /** Takes off what a connection inherited, if its listener had a filter when it came. */
  private void openToAll(SocketChannel connection) {
    if (!Linux.isPresent()) {
      return;
    }
    try {
      SourceFilter.detach(connection);
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("port", port).setCause(e).log("no filter to take off");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
