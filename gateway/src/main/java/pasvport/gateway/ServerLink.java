package pasvport.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.Command;
import pasvport.gateway.proxy.Header;
import pasvport.gateway.tls.BackTls;

/**
 * A session's control connection with a server, which may become one with another server before
 * login. The session's thread owns it; others may only {@link #cut} it and ask whether it is {@link
 * #isStuck stuck}.
 */
final class ServerLink {
  private final long session;
  private final Common common;
  private final Introduction introduction;
  private final Consumer<Event> events;

  private @Nullable Backend backend;
  private volatile @Nullable Leg leg;
  private Optional<BackTls.Session> tls = Optional.empty();

  /** The version of TLS, or empty. */
  private String secured = "";

  private long lastActivity;

  /** Whether the gateway has closed, perhaps while the server was being connected. */
  private volatile boolean isCut;

  /**
   * @param events takes what the server says
   */
  ServerLink(long session, Common common, Introduction introduction, Consumer<Event> events) {
    this.session = session;
    this.common = common;
    this.introduction = introduction;
    this.events = events;
    this.lastActivity = now();
  }

  private long now() {
    return common.nanoTime().getAsLong();
  }

  /**
   * Connects to a server, whose greeting and replies come as events.
   *
   * @throws IOException if it cannot be reached
   */
  void connect(Backend chosen) throws IOException {
    leave();
    backend = chosen;
    SocketChannel connection = chosen.connect();
    Leg toServer;
    try {
      toServer = new Leg(connection, common.nanoTime());
    } catch (IOException e) {
      connection.close();
      throw e;
    }
    leg = toServer;
    if (isCut) {
      toServer.reset();
    }
    Optional<Header.Relayed> header = introduction.beforeControl();
    if (header.isPresent()) {
      toServer.write(header.get().encoded());
    }
    tls = chosen.tls().map(BackTls::session);
    new ServerReader(toServer, common.limits().reply(), events, tls).start("server-" + session);
    lastActivity = now();
  }

  /** Leaves the server, if there is one, for another or none. */
  void leave() {
    if (leg != null) {
      leg.close();
      leg = null;
    }
    backend = null;
  }

  /** Closes the connection; whose it was stays known. */
  void close() {
    if (leg != null) {
      leg.close();
    }
  }

  /** Breaks the connection, from any thread. */
  void cut() {
    isCut = true;
    reset();
  }

  /** Breaks the connection that there is, from any thread. */
  void reset() {
    @Nullable Leg toServer = leg;
    if (toServer != null) {
      toServer.reset();
    }
  }

  /** Whether the server has not read what was written before then. From any thread. */
  boolean isStuck(long writesBefore) {
    @Nullable Leg toServer = leg;
    return toServer != null && toServer.isStuck(writesBefore);
  }

  boolean isConnected() {
    return leg != null;
  }

  /** Whether an event of this connection is one of the server at hand. */
  boolean is(Leg other) {
    return other == leg;
  }

  /** Whether it is with this server. */
  boolean isWith(Backend other) {
    return other == backend;
  }

  /** Whether this is our end of the connection; from any thread. */
  boolean endsAt(InetSocketAddress end) {
    @Nullable Leg toServer = leg;
    return toServer != null && toServer.local().equals(end);
  }

  private Leg leg() {
    if (leg == null) {
      throw new IllegalStateException("no server yet");
    }
    return leg;
  }

  Backend backend() {
    if (backend == null) {
      throw new IllegalStateException("no server yet");
    }
    return backend;
  }

  /** The server's name; empty, if none is chosen. */
  String name() {
    return backend == null ? "" : backend.name();
  }

  InetAddress address() {
    return leg().remote().getAddress();
  }

  /** The address that the server sees us by. */
  InetAddress localAddress() {
    return leg().localAddress();
  }

  /** How connections with it are protected; empty if they are in clear. */
  Optional<BackTls.Session> tls() {
    return tls;
  }

  /** Its control connection is under this version of TLS. */
  void secured(String version) {
    secured = version;
  }

  /** The version of TLS of its control connection, or empty. */
  String protection() {
    return secured;
  }

  /** Sends a command. That the server is gone comes as an event. */
  void write(Command command) {
    Leg toServer = leg();
    try {
      toServer.write(command.encoded());
    } catch (IOException e) {
      events.accept(new Event.ServerGone(toServer));
    }
  }

  /** The wait for its next word begins now. */
  void expect() {
    lastActivity = now();
  }

  /** When its next reply is overdue, on the common clock. */
  long deadline() {
    return lastActivity + replyNanos();
  }

  /** How long it may take for a reply, in nanoseconds. */
  long replyNanos() {
    return (backend == null ? common.timeouts().reply() : backend.replyWait()).toNanos();
  }
}
