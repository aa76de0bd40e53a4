package pasvport.doctor.ends;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import pasvport.doctor.fact.Addresses;

/**
 * Ports that are listened on for a moment, so that somebody outside can try them. Who comes is told
 * a secret, the port that he has reached and the address that he comes from; he is asked nothing.
 */
final class Doors implements AutoCloseable {

  /** Somebody came. */
  record Arrival(int port, InetAddress from) {}

  /** One who comes again and again learns and fills nothing. */
  private static final int MOST_ARRIVALS = 4_096;

  private final String secret;
  private final Selector selector;
  private final List<Integer> open = new ArrayList<>();
  private final TreeMap<Integer, String> taken = new TreeMap<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Thread porter;

  private Doors(String secret, Selector selector) {
    this.secret = secret;
    this.selector = selector;
    porter = Thread.ofPlatform().daemon().name("doors").unstarted(this::receive);
  }

  /** Opens those that are free. */
  static Doors open(List<Integer> ports, String secret) throws IOException {
    var doors = new Doors(secret, Selector.open());
    for (int port : ports) {
      doors.open(port);
    }
    doors.porter.start();
    return doors;
  }

  private void open(int port) throws IOException {
    var door = ServerSocketChannel.open();
    try {
      door.configureBlocking(false);
      door.bind(new InetSocketAddress(port));
      door.register(selector, SelectionKey.OP_ACCEPT);
      open.add(port);
    } catch (IOException busy) {
      door.close();
      taken.put(port, String.valueOf(busy.getMessage()));
    }
  }

  /** Those that are listened on. */
  List<Integer> open() {
    return List.copyOf(open);
  }

  /** Those that somebody else has, and what the kernel says. */
  Map<Integer, String> taken() {
    return new TreeMap<>(taken);
  }

  private void receive() {
    try {
      while (selector.isOpen()) {
        selector.select(key -> {
          if (key.channel() instanceof ServerSocketChannel door) {
            receive(door);
          }
        });
      }
    } catch (IOException | RuntimeException closed) {
      // it was closed while it waited
    }
  }

  private void receive(ServerSocketChannel door) {
    try (SocketChannel guest = door.accept()) {
      if (guest == null) {
        return;
      }
      int port = door.socket().getLocalPort();
      var from = ((InetSocketAddress) guest.getRemoteAddress()).getAddress();
      synchronized (arrivals) {
        if (arrivals.size() < MOST_ARRIVALS) {
          arrivals.add(new Arrival(port, from));
        }
      }
      guest.write(
          ByteBuffer.wrap(
              "pasvport %s %d %s\r\n"
                  .formatted(secret, port, Addresses.shown(from))
                  .getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException gone) {
      // he has left
    }
  }

  /** Who came so far. */
  List<Arrival> arrivals() {
    synchronized (arrivals) {
      return List.copyOf(arrivals);
    }
  }

  @Override
  public void close() throws IOException {
    for (var key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
    try {
      porter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
