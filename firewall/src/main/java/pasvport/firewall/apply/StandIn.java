package pasvport.firewall.apply;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import pasvport.lab.Host;
import pasvport.site.PortRange;

/**
 * An FTP server as small as can be, in a host of the lab: it stands in for the real one while rules
 * are rehearsed. Beside its control ports it has plain ports that greet whoever gets through.
 */
final class StandIn implements AutoCloseable {
  /** What it sends for every file. */
  static final byte[] FILE = file();

  static final String GREETING = "220 rehearsal\r\n";

  private static final int DATA_MILLIS = 3_000;
  private static final int BACKLOG = 16;

  private final Host host;
  private final Optional<InetAddress> announced;
  private final List<Integer> ports;
  private final int sourcePort;

  /** Whose turn it is at a port: each session tries every port, one session at a time. */
  private final Map<Integer, ReentrantLock> turns = new ConcurrentHashMap<>();

  private final Set<ServerSocket> waiting = ConcurrentHashMap.newKeySet();
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  /**
   * @param announced the address in 227; empty for the control connection's own
   * @param passive the ports that PASV and EPSV name; none if there is no passive mode
   * @param sourcePort where active data comes from, 0 for any port
   */
  StandIn(Host host, Optional<InetAddress> announced, List<PortRange> passive, int sourcePort) {
    this.host = host;
    this.announced = announced;
    this.ports = passive.stream().flatMap(range -> inTurn(range).stream()).distinct().toList();
    this.sourcePort = sourcePort;
  }

  /** The ports of a range that tell most: its ends, then its middle. */
  static List<Integer> inTurn(PortRange range) {
    return List.of(range.first(), range.last(), range.first() + range.size() / 2);
  }

  private static byte[] file() {
    var bytes = new byte[200_000];
    new Random(959).nextBytes(bytes);
    return bytes;
  }

  /** Takes control connections at these ports. */
  void serve(Collection<Integer> control) throws ApplyException {
    for (var port : control) {
      listen(port, this::talk);
    }
  }

  /** Greets at these ports, and no more. */
  void greet(Collection<Integer> plain) throws ApplyException {
    for (var port : plain) {
      listen(port, connection -> say(connection, GREETING.strip()));
    }
  }

  private interface Talk {
    void with(Socket connection) throws IOException;
  }

  private void listen(int port, Talk talk) throws ApplyException {
    var listener = at(port);
    open.add(listener);
    CompletableFuture<?> _ =
        host.inside(() -> {
          while (!listener.isClosed()) {
            var connection = listener.accept();
            open.add(connection);
            CompletableFuture<?> _ =
                host.inside(() -> {
                  try (connection) {
                    talk.with(connection);
                  }
                  return connection;
                });
          }
          return listener;
        });
  }

  private ServerSocket at(int port) throws ApplyException {
    try {
      return host.inside(() -> listener(port)).join();
    } catch (CompletionException e) {
      throw new ApplyException(
          "the rehearsal cannot listen on port %d: %s".formatted(port, e.getMessage()), e);
    }
  }

  private static ServerSocket listener(int port) throws IOException {
    var listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(port), BACKLOG);
    return listener;
  }

  private void talk(Socket connection) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    say(connection, GREETING.strip());
    Data data =
        () -> {
          throw new IOException("no data connection was asked for");
        };
    Optional<Door> door = Optional.empty();
    int round = 0;
    try {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        var words = line.split(" ", 2);
        switch (words[0]) {
          case "USER" -> say(connection, "331 go on");
          case "PASS" -> say(connection, "230 in");
          case "TYPE" -> say(connection, "200 all is binary here");
          case "PASV", "EPSV" -> {
            door.ifPresent(Door::close);
            var opened = new Door(ports.get(round++ % ports.size()));
            door = Optional.of(opened);
            data = opened.listener::accept;
            say(
                connection,
                words[0].equals("PASV")
                    ? "227 Entering Passive Mode (%s)."
                        .formatted(
                            Caller.numbers(
                                announced.orElse(connection.getLocalAddress()), opened.port))
                    : "229 Entering Extended Passive Mode (|||%d|)".formatted(opened.port));
          }
          case "PORT", "EPRT" -> {
            var target = Caller.target(words[1]);
            data = () -> call(connection.getLocalAddress(), target);
            say(connection, "200 noted");
          }
          case "RETR" -> {
            say(connection, "150 here it comes");
            say(connection, sent(data) ? "226 that was it" : "425 no data connection");
            door.ifPresent(Door::close);
            door = Optional.empty();
          }
          case "QUIT" -> {
            say(connection, "221 bye");
            return;
          }
          default -> say(connection, "500 not known here");
        }
      }
    } finally {
      door.ifPresent(Door::close);
    }
  }

  /** A passive port, open for the one session that has its turn there. */
  private final class Door {
    private final int port;
    private final ReentrantLock turn;
    private final ServerSocket listener;

    /** Waits for its turn; on the session's thread, which closes it too. */
    Door(int port) throws IOException {
      this.port = port;
      turn = turns.computeIfAbsent(port, each -> new ReentrantLock());
      turn.lock();
      try {
        listener = listener(port);
        listener.setSoTimeout(DATA_MILLIS);
      } catch (IOException e) {
        turn.unlock();
        throw e;
      }
      waiting.add(listener);
    }

    void close() {
      waiting.remove(listener);
      shut(listener);
      turn.unlock();
    }
  }

  /** Ends the wait for clients that have given up. */
  void hangUp() {
    waiting.forEach(StandIn::shut);
  }

  private static void shut(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      // It is closed either way.
    }
  }

  private interface Data {
    Socket connection() throws IOException;
  }

  private Socket call(InetAddress from, InetSocketAddress target) throws IOException {
    var socket = new Socket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(from, sourcePort));
    socket.connect(target, DATA_MILLIS);
    return socket;
  }

  private static boolean sent(Data data) {
    try (var connection = data.connection()) {
      connection.getOutputStream().write(FILE);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void say(Socket connection, String line) throws IOException {
    OutputStream out = connection.getOutputStream();
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() {
    open.forEach(StandIn::shut);
    open.clear();
  }
}
