package pasvport.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.gateway.connection.Connection;
import pasvport.gateway.connection.Plain;
import pasvport.site.Network;
import pasvport.site.PortRange;

/**
 * The passive range, shared by all sessions: a data connection is awaited at a port from one client
 * address, so the same port serves many addresses at once.
 *
 * <p>For one client address a port is free, awaited by one session, or in quarantine. A reservation
 * that ends without its connection leaves the port in quarantine for that address, because the
 * client's SYN may still be on its way and must not become another session's data. The connection
 * that ends a quarantine is reset. When no port is free, sessions of that address wait in line.
 *
 * <p>One session that asks again and again could put every port into quarantine for all who share
 * its address; so it may leave only a few behind, and then gets its own back, if nobody waits.
 *
 * <p>The range may change while sessions go on. A port that has left it is granted to nobody any
 * more, and closes once no client is awaited there and no quarantine is left.
 */
final class PassivePorts implements AutoCloseable, PassiveListener.Arrivals {
  private static final Logger LOG = LoggerFactory.getLogger(PassivePorts.class);

  /** How many quarantined ports one session may leave for others of its address to do without. */
  private static final int QUARANTINED_PER_SESSION = 2;

  private final ScheduledExecutorService clock;
  private final RandomGenerator random;
  private final Refusals refusals;
  private final Callers callers;

  /** Guards all below; held for microseconds. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<InetAddress, Client> clients = new HashMap<>();
  private final Map<Integer, Port> ports = new HashMap<>();
  private PassivePlan plan;

  /** The range of a change under way, whose ports may not close meanwhile. */
  private @Nullable PortRange coming;

  private boolean closed;

  private PassivePorts(
      PassivePlan plan,
      ScheduledExecutorService clock,
      RandomGenerator random,
      Refusals refusals,
      Callers callers) {
    this.plan = plan;
    this.clock = clock;
    this.random = random;
    this.refusals = refusals;
    this.callers = callers;
  }

  /**
   * Opens every port of the range on every host address given.
   *
   * @throws IOException naming the port that cannot be opened; none is left open then
   */
  static PassivePorts open(
      PassivePlan plan,
      ScheduledExecutorService clock,
      RandomGenerator random,
      Refusals refusals,
      Callers callers)
      throws IOException {
    PassivePorts ports = new PassivePorts(plan, clock, random, refusals, callers);
    try (Change change = ports.prepare(plan)) {
      change.commit();
    }
    return ports;
  }

  /**
   * Opens what another plan needs beside what is open, closed to everybody yet. All else stays as
   * it is until {@link Change#commit}. There may be one change at a time.
   *
   * @throws IOException naming the port that cannot be opened; nothing has changed then
   */
  Change prepare(PassivePlan next) throws IOException {
    Change change = new Change(next);
    try {
      change.open();
      return change;
    } catch (IOException | RuntimeException e) {
      change.close();
      throw e;
    }
  }

  /**
   * Asks for a port at which a connection from this client will be this session's. {@code granted}
   * is called at once or later, at most once, on any thread.
   *
   * @param session whose wish it is, compared by identity
   * @return empty when too many of this address wait already
   */
  Optional<Request> request(InetAddress client, Object session, Consumer<Reservation> granted) {
    Request request = new Request(client, session, granted);
    lock.lock();
    try {
      Client state = clients.computeIfAbsent(client, address -> new Client());
      state.waiting.add(request);
      serve(client, state);
      // Only who has to wait needs a place in the line.
      if (state.waiting.size() > plan.queue() && state.waiting.remove(request)) {
        forget(client, state);
        return Optional.empty();
      }
    } finally {
      lock.unlock();
    }
    return Optional.of(request);
  }

  /** A connection has come in: hand it to the session that awaits it, or reset it. */
  @Override
  public void arrived(int port, SocketChannel connection) throws IOException {
    callers.find(
        connection,
        proxies(),
        caller -> arrived(port, connection, caller.address()),
        (peer, why, detail) -> {
          Sockets.reset(connection);
          refusals.count(why, peer.address(), "port " + port + ": " + detail);
        });
  }

  private List<Network> proxies() {
    lock.lock();
    try {
      return plan.proxies();
    } finally {
      lock.unlock();
    }
  }

  private void arrived(int port, SocketChannel connection, InetAddress client) {
    Reservation awaiting = null;
    Refusal refusal = Refusal.STRANGER;
    lock.lock();
    try {
      Client state = clients.get(client);
      if (state != null) {
        switch (state.slots.get(port)) {
          case Awaited awaited -> {
            awaiting = awaited.reservation();
            release(client, state, port, awaited);
          }
          case Quarantined quarantined -> {
            refusal = Refusal.LATE_CONNECTION;
            quarantined.end().cancel(false);
            free(client, state, port);
          }
          case null -> {}
        }
      }
    } finally {
      lock.unlock();
    }
    if (awaiting == null || !awaiting.arrival.complete(new Plain(connection))) {
      Sockets.reset(connection);
      refusals.count(refusal, client, "port " + port);
    }
  }

  /** Serves those who wait at this address, first come, first served. Caller holds the lock. */
  private void serve(InetAddress client, Client state) {
    boolean progress = true;
    while (progress) {
      progress = false;
      for (Request request : List.copyOf(state.waiting)) {
        OptionalInt port = choose(state, request);
        if (port.isPresent()) {
          grant(client, state, request, port.getAsInt());
          progress = true;
        } else if (!capped(state, request)) {
          break;
        }
      }
    }
    forget(client, state);
  }

  private void grant(InetAddress client, Client state, Request request, int port) {
    state.waiting.remove(request);
    Reservation reservation = new Reservation(client, port, port + plan.shift(), request.session);
    @Nullable Quarantined interrupted =
        state.slots.remove(port) instanceof Quarantined quarantined ? quarantined : null;
    state.slots.put(port, new Awaited(reservation, interrupted));
    admit(port, client);
    request.granted.accept(reservation);
  }

  private OptionalInt choose(Client state, Request request) {
    if (capped(state, request)) {
      boolean othersWait = state.waiting.stream().anyMatch(other -> !capped(state, other));
      return othersWait ? OptionalInt.empty() : ownOf(state, request);
    }
    // A random port, so that a neighbour behind the same address cannot tell it in advance.
    PortRange range = plan.range();
    int start = random.nextInt(range.size());
    for (int i = 0; i < range.size(); i++) {
      int port = range.first() + (start + i) % range.size();
      if (!state.slots.containsKey(port)) {
        return OptionalInt.of(port);
      }
    }
    return ownOf(state, request);
  }

  /** The session's own longest quarantined port. Caller holds the lock. */
  private OptionalInt ownOf(Client state, Request request) {
    return quarantinedOf(state, request).findFirst();
  }

  /**
   * Whether this session has left so many ports in quarantine that it must do with those. Caller
   * holds the lock.
   */
  private boolean capped(Client state, Request request) {
    return quarantinedOf(state, request).count() >= QUARANTINED_PER_SESSION;
  }

  /** The ports of the range that this session has left in quarantine, the longest first. */
  private IntStream quarantinedOf(Client state, Request request) {
    return state.slots.entrySet().stream()
        .filter(slot ->
            plan.range().contains(slot.getKey())
                && slot.getValue() instanceof Quarantined quarantined
                && quarantined.isOf(request.session))
        .mapToInt(Map.Entry::getKey);
  }

  /**
   * A port is awaited no more. A quarantine that its session had interrupted goes on, because
   * another SYN may still be on its way. Caller holds the lock.
   */
  private void release(InetAddress client, Client state, int port, Awaited awaited) {
    @Nullable Quarantined interrupted = awaited.interrupted();
    if (interrupted == null) {
      free(client, state, port);
    } else {
      state.slots.put(port, interrupted);
    }
  }

  /** Caller holds the lock. */
  private void free(InetAddress client, Client state, int port) {
    state.slots.remove(port);
    serve(client, state);
    @Nullable Port freed = ports.get(port);
    if (freed != null && !state.slots.containsKey(port) && freed.admitted.remove(client)) {
      filter(freed);
      closeIfUnused(port, freed);
    }
  }

  /** Caller holds the lock. */
  private void admit(int port, InetAddress client) {
    @Nullable Port granted = ports.get(port);
    if (granted != null && granted.admitted.add(client)) {
      filter(granted);
    }
  }

  /** Caller holds the lock. */
  private void filter(Port port) {
    if (closed) {
      // The listeners' descriptors may belong to others by now.
      return;
    }
    port.listeners
        .values()
        .forEach(listener -> listener.admit(port.admitted, plan.alwaysAdmitted()));
  }

  /** Caller holds the lock. */
  private void closeIfUnused(int number, Port port) {
    @Nullable PortRange also = coming;
    boolean wanted = plan.range().contains(number) || (also != null && also.contains(number));
    if (!wanted && port.admitted.isEmpty() && ports.remove(number, port)) {
      closeAll(port.listeners.values());
    }
  }

  private static void closeAll(Collection<PassiveListener> listeners) {
    for (PassiveListener listener : listeners) {
      try {
        listener.close();
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("closing a passive port failed");
      }
    }
  }

  private void forget(InetAddress client, Client state) {
    if (state.waiting.isEmpty() && state.slots.isEmpty()) {
      clients.remove(client, state);
    }
  }

  /** How many wait for a port, over all addresses. */
  int waiting() {
    lock.lock();
    try {
      return clients.values().stream().mapToInt(client -> client.waiting.size()).sum();
    } finally {
      lock.unlock();
    }
  }

  /** How many (address, port) pairs are awaited or in quarantine. */
  int taken() {
    lock.lock();
    try {
      return clients.values().stream().mapToInt(client -> client.slots.size()).sum();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      clients
          .values()
          .forEach(state -> state.slots.values().removeIf(Quarantined.class::isInstance));
      ports.values().forEach(port -> closeAll(port.listeners.values()));
    } finally {
      lock.unlock();
    }
  }

  /** One open port: its listeners by host address, and the clients that may reach it. */
  private static final class Port {
    final Map<InetAddress, PassiveListener> listeners = new HashMap<>();
    final Set<InetAddress> admitted = new HashSet<>();
  }

  /** A change of plan, prepared: closed without {@link #commit}, it leaves everything as it was. */
  final class Change implements AutoCloseable {
    private final PassivePlan next;
    private final List<PassiveListener> opened = new ArrayList<>();

    private Change(PassivePlan next) {
      this.next = next;
    }

    private void open() throws IOException {
      lock.lock();
      try {
        coming = next.range();
      } finally {
        lock.unlock();
      }
      for (int port = next.range().first(); port <= next.range().last(); port++) {
        for (InetAddress host : next.hosts()) {
          if (!isOpen(port, host)) {
            PassiveListener listener = PassiveListener.open(new InetSocketAddress(host, port));
            opened.add(listener);
            listener.admit(Set.of(), List.of());
          }
        }
      }
    }

    private boolean isOpen(int number, InetAddress host) {
      lock.lock();
      try {
        @Nullable Port port = ports.get(number);
        return port != null && port.listeners.containsKey(host);
      } finally {
        lock.unlock();
      }
    }

    /** From now on the new plan holds; whoever waits for a port may have one now. */
    void commit() {
      lock.lock();
      try {
        if (closed) {
          return;
        }
        plan = next;
        for (PassiveListener listener : opened) {
          Port port = ports.computeIfAbsent(listener.at().getPort(), number -> new Port());
          port.listeners.put(listener.at().getAddress(), listener);
          listener.start(PassivePorts.this);
        }
        opened.clear();
        ports.values().forEach(this::leaveOtherHosts);
        ports.values().forEach(PassivePorts.this::filter);
        List.copyOf(clients.entrySet())
            .forEach(client -> serve(client.getKey(), client.getValue()));
      } finally {
        lock.unlock();
      }
    }

    private void leaveOtherHosts(Port port) {
      Set<InetAddress> left = new HashSet<>(port.listeners.keySet());
      next.hosts().forEach(left::remove);
      left.forEach(host -> {
        @Nullable PassiveListener listener = port.listeners.remove(host);
        if (listener != null) {
          closeAll(List.of(listener));
        }
      });
    }

    @Override
    public void close() {
      closeAll(opened);
      opened.clear();
      lock.lock();
      try {
        coming = null;
        Map.copyOf(ports).forEach(PassivePorts.this::closeIfUnused);
      } finally {
        lock.unlock();
      }
    }
  }

  /** What a port is to one client address; a port without a slot is free. */
  private sealed interface Slot {}

  /** Awaited, by a session that may have interrupted a quarantine of its own for it. */
  private record Awaited(Reservation reservation, @Nullable Quarantined interrupted)
      implements Slot {}

  private record Quarantined(Reservation givenUp, Future<?> end) implements Slot {
    boolean isOf(Object session) {
      return givenUp.session.equals(session);
    }
  }

  /** One client address: its ports, oldest first, and who waits in line. */
  private static final class Client {
    final LinkedHashMap<Integer, Slot> slots = new LinkedHashMap<>();
    final ArrayDeque<Request> waiting = new ArrayDeque<>();
  }

  /** A place in the line. */
  final class Request {
    private final InetAddress client;
    private final Object session;
    private final Consumer<Reservation> granted;

    private Request(InetAddress client, Object session, Consumer<Reservation> granted) {
      this.client = client;
      this.session = session;
      this.granted = granted;
    }

    /** Leaves the line; a grant that has been made stands. */
    void cancel() {
      lock.lock();
      try {
        Client state = clients.get(client);
        if (state != null && state.waiting.remove(this)) {
          serve(client, state);
          forget(client, state);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** A port at which one connection from one client is awaited. */
  final class Reservation {
    private final InetAddress client;
    private final int port;
    private final int announced;
    private final Object session;
    private final CompletableFuture<Connection> arrival = new CompletableFuture<>();

    private Reservation(InetAddress client, int port, int announced, Object session) {
      this.client = client;
      this.port = port;
      this.announced = announced;
      this.session = session;
    }

    int port() {
      return port;
    }

    /** The port that the client is told, where a NAT maps the range to other ports. */
    int announced() {
      return announced;
    }

    /** The client's connection, once it has come; cancelled when the reservation is given up. */
    CompletableFuture<Connection> arrival() {
      return arrival;
    }

    /**
     * Gives the reservation up. If the connection is there already it is closed, in order; else the
     * port goes into quarantine for this client. Idempotent.
     */
    void giveUp() {
      lock.lock();
      try {
        Client state = clients.get(client);
        if (state != null
            && state.slots.get(port) instanceof Awaited(Reservation awaited, var interrupted)
            && awaited == this) {
          if (interrupted != null) {
            interrupted.end().cancel(false);
          }
          state.slots.remove(port);
          if (closed) {
            forget(client, state);
          } else {
            Future<?> end =
                clock.schedule(
                    this::endQuarantine, plan.quarantine().toNanos(), TimeUnit.NANOSECONDS);
            state.slots.put(port, new Quarantined(this, end));
          }
        }
      } finally {
        lock.unlock();
      }
      if (!arrival.cancel(false)) {
        @Nullable Connection connection = arrival.getNow(null);
        if (connection != null) {
          Sockets.close(connection.channel());
        }
      }
    }

    /**
     * Gives back a reservation that the client was never told of: no SYN can come, no quarantine.
     */
    void giveBack() {
      lock.lock();
      try {
        Client state = clients.get(client);
        if (state != null
            && state.slots.get(port) instanceof Awaited awaited
            && awaited.reservation() == this) {
          release(client, state, port, awaited);
        }
      } finally {
        lock.unlock();
      }
      giveUp();
    }

    private void endQuarantine() {
      lock.lock();
      try {
        Client state = clients.get(client);
        if (state == null) {
          return;
        }
        switch (state.slots.get(port)) {
          case Quarantined(Reservation givenUp, _) when givenUp == this ->
              free(client, state, port);
          case Awaited(Reservation reservation, Quarantined(Reservation givenUp, _))
              when givenUp == this ->
              state.slots.put(port, new Awaited(reservation, null));
          case Quarantined _, Awaited _ -> {}
          case null -> {}
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
