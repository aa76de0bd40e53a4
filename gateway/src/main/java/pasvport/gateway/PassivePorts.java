package pasvport.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
import pasvport.gateway.connection.Secured;
import pasvport.site.DataPeer;
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
 * <p>Where a data connection must resume its control connection's TLS session, the connection
 * itself says whose it is, and a port is awaited by any number of such sessions at once. A port
 * serves either these or the others at one time, because a connection that has said nothing yet
 * could be anybody's.
 *
 * <p>The range may change while sessions go on. A port that has left it is granted to nobody any
 * more, and closes once no client is awaited there and no quarantine is left.
 */
final class PassivePorts implements AutoCloseable, PassiveListener.Arrivals {
  private static final Logger LOG = LoggerFactory.getLogger(PassivePorts.class);

  /** How many quarantined ports one session may leave for others of its address to do without. */
  private static final int QUARANTINED_PER_SESSION = 2;

  /**
   * Sessions that share a port before another one is taken: each may have to look at a hello that
   * is another's.
   */
  private static final int COMFORTABLY_SHARED = 16;

  private final ScheduledExecutorService clock;
  private final RandomGenerator random;
  private final Refusals refusals;
  private final Callers callers;
  private final Claims claims;

  /** Guards all below; held for microseconds. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Network, Client> clients = new HashMap<>();
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
    this.claims = new Claims(System::nanoTime);
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
   * Asks for a port at which a connection from this client will be this session's, if only the
   * address says whose it is. {@code granted} is called at once or later, at most once, on any
   * thread.
   *
   * @param session whose wish it is, compared by identity
   * @return empty when too many of this address wait already
   */
  Optional<Request> request(InetAddress client, Object session, Consumer<Reservation> granted) {
    return request(new Wish(client, DataPeer.EXACT, Optional.empty()), session, granted);
  }

  /** The same, with more to say about the connection. */
  Optional<Request> request(Wish wish, Object session, Consumer<Reservation> granted) {
    Request request = new Request(wish, session, granted);
    Network client = wish.peers();
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

  private void arrived(int port, SocketChannel connection, InetAddress address) {
    Reservation awaiting = null;
    Refusal refusal = Refusal.STRANGER;
    lock.lock();
    try {
      Network client = Wish.exactly(address);
      @Nullable Client state = clients.get(client);
      if (state == null || !state.slots.containsKey(port)) {
        client = Wish.network(address);
        state = clients.get(client);
      }
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
      @Nullable Port shared = ports.get(port);
      if (awaiting == null && shared != null && shared.isSharedWith(address)) {
        claims.await(
            connection,
            address,
            (silent, hello) -> claim(port, silent, address, hello),
            why -> unclaimed(port, connection, address, why));
        return;
      }
    } finally {
      lock.unlock();
    }
    if (awaiting == null || !awaiting.arrival.complete(new Plain(connection))) {
      Sockets.reset(connection);
      refusals.count(refusal, address, "port " + port);
    }
  }

  /** Asks each session that awaits a connection here whether this one resumes its own. */
  private void claim(int port, SocketChannel connection, InetAddress address, ByteBuffer hello) {
    for (Reservation candidate : candidates(port, address)) {
      Optional<Secured> claimed =
          candidate.wish.claim().flatMap(own -> own.claim(connection, hello.duplicate()));
      if (claimed.isPresent()) {
        if (!stopSharing(candidate) || !candidate.arrival.complete(claimed.get())) {
          claimed.get().release();
          Sockets.reset(connection);
          refusals.count(Refusal.LATE_CONNECTION, address, "port " + port);
        }
        return;
      }
    }
    unclaimed(port, connection, address, "it resumes no session that waits here");
  }

  private List<Reservation> candidates(int port, InetAddress address) {
    lock.lock();
    try {
      @Nullable Port shared = ports.get(port);
      return shared == null
          ? List.of()
          : shared.shared.stream().filter(each -> each.wish.admits(address)).toList();
    } finally {
      lock.unlock();
    }
  }

  private void unclaimed(int port, SocketChannel connection, InetAddress address, String why) {
    Sockets.reset(connection);
    refusals.count(Refusal.UNCLAIMED_DATA_CONNECTION, address, "port " + port + ": " + why);
  }

  /** The reservation's connection has come; false if it had been given up. */
  private boolean stopSharing(Reservation reservation) {
    lock.lock();
    try {
      boolean awaited = !reservation.givenUp;
      reservation.givenUp = true;
      endSharing(reservation);
      return awaited;
    } finally {
      lock.unlock();
    }
  }

  /** Caller holds the lock. */
  private void endSharing(Reservation reservation) {
    @Nullable Port port = ports.get(reservation.port);
    if (port != null && port.shared.remove(reservation)) {
      filter(port);
      if (port.shared.isEmpty()) {
        serveAll();
        closeIfUnused(reservation.port, port);
      }
    }
  }

  /** A port serves the other kind of sessions now. Caller holds the lock. */
  private void serveAll() {
    List.copyOf(clients.entrySet()).forEach(client -> serve(client.getKey(), client.getValue()));
  }

  /** Serves those who wait at this address, first come, first served. Caller holds the lock. */
  private void serve(Network client, Client state) {
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

  private void grant(Network client, Client state, Request request, int port) {
    state.waiting.remove(request);
    Reservation reservation =
        new Reservation(request.wish, port, port + plan.shift(), request.session);
    if (request.wish.claim().isPresent()) {
      @Nullable Port shared = ports.get(port);
      if (shared != null) {
        shared.shared.add(reservation);
        filter(shared);
      }
      request.granted.accept(reservation);
      return;
    }
    @Nullable Quarantined interrupted =
        state.slots.remove(port) instanceof Quarantined quarantined ? quarantined : null;
    state.slots.put(port, new Awaited(reservation, interrupted));
    admit(port, client);
    request.granted.accept(reservation);
  }

  private OptionalInt choose(Client state, Request request) {
    if (request.wish.claim().isPresent()) {
      return chooseShared();
    }
    if (capped(state, request)) {
      boolean othersWait = state.waiting.stream().anyMatch(other -> !capped(state, other));
      return othersWait ? OptionalInt.empty() : ownOf(state, request);
    }
    // A random port, so that a neighbour behind the same address cannot tell it in advance.
    PortRange range = plan.range();
    int start = random.nextInt(range.size());
    for (int i = 0; i < range.size(); i++) {
      int port = range.first() + (start + i) % range.size();
      if (!state.slots.containsKey(port) && !isShared(port)) {
        return OptionalInt.of(port);
      }
    }
    return ownOf(state, request);
  }

  private boolean isShared(int port) {
    @Nullable Port known = ports.get(port);
    return known != null && !known.shared.isEmpty();
  }

  /** The fullest port with room for one more in comfort, so that the others stay free. */
  private OptionalInt chooseShared() {
    PortRange range = plan.range();
    int start = random.nextInt(range.size());
    int best = 0;
    int sharing = -1;
    for (int i = 0; i < range.size(); i++) {
      int number = range.first() + (start + i) % range.size();
      @Nullable Port port = ports.get(number);
      if (port != null && port.admitted.isEmpty() && isBetter(port.shared.size(), sharing)) {
        best = number;
        sharing = port.shared.size();
      }
    }
    return sharing < 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  private static boolean isBetter(int sharing, int than) {
    if (than < 0) {
      return true;
    }
    boolean crowded = sharing >= COMFORTABLY_SHARED;
    return crowded == than >= COMFORTABLY_SHARED
        ? crowded ? sharing < than : sharing > than
        : !crowded;
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
    return request.wish.claim().isEmpty()
        && quarantinedOf(state, request).count() >= QUARANTINED_PER_SESSION;
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
  private void release(Network client, Client state, int port, Awaited awaited) {
    @Nullable Quarantined interrupted = awaited.interrupted();
    if (interrupted == null) {
      free(client, state, port);
    } else {
      state.slots.put(port, interrupted);
    }
  }

  /** Caller holds the lock. */
  private void free(Network client, Client state, int port) {
    state.slots.remove(port);
    serve(client, state);
    @Nullable Port freed = ports.get(port);
    if (freed != null && !state.slots.containsKey(port) && freed.admitted.remove(client)) {
      filter(freed);
      if (freed.admitted.isEmpty()) {
        serveAll();
      }
      closeIfUnused(port, freed);
    }
  }

  /** Caller holds the lock. */
  private void admit(int port, Network client) {
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
        .forEach(listener -> listener.admit(port.peers(), plan.alwaysAdmitted()));
  }

  /** Caller holds the lock. */
  private void closeIfUnused(int number, Port port) {
    @Nullable PortRange also = coming;
    boolean wanted = plan.range().contains(number) || (also != null && also.contains(number));
    if (!wanted && port.admitted.isEmpty() && port.shared.isEmpty() && ports.remove(number, port)) {
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

  private void forget(Network client, Client state) {
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
      return clients.values().stream().mapToInt(client -> client.slots.size()).sum()
          + ports.values().stream().mapToInt(port -> port.shared.size()).sum();
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
      claims.close();
    } finally {
      lock.unlock();
    }
  }

  /**
   * One open port: its listeners by host address, the clients that may reach it, and the sessions
   * that share it.
   */
  private static final class Port {
    final Map<InetAddress, PassiveListener> listeners = new HashMap<>();
    final Set<Network> admitted = new HashSet<>();
    final Set<Reservation> shared = new LinkedHashSet<>();

    boolean isSharedWith(InetAddress address) {
      return shared.stream().anyMatch(each -> each.wish.admits(address));
    }

    /** Whose SYN is let in; empty for everybody's. */
    Optional<Set<Network>> peers() {
      if (shared.stream().anyMatch(each -> !each.givenUp && each.wish.isFromAnywhere())) {
        return Optional.empty();
      }
      Set<Network> peers = new HashSet<>(admitted);
      shared.stream().filter(each -> !each.givenUp).forEach(each -> peers.add(each.wish.peers()));
      return Optional.of(peers);
    }
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
            listener.admit(Optional.of(Set.of()), List.of());
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
    private final Wish wish;
    private final Object session;
    private final Consumer<Reservation> granted;

    private Request(Wish wish, Object session, Consumer<Reservation> granted) {
      this.wish = wish;
      this.session = session;
      this.granted = granted;
    }

    /** Leaves the line; a grant that has been made stands. */
    void cancel() {
      Network client = wish.peers();
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
    private final Wish wish;
    private final Network client;
    private final int port;
    private final int announced;
    private final Object session;
    private final CompletableFuture<Connection> arrival = new CompletableFuture<>();

    /** Whether nobody is awaited any more; for one that shares its port. */
    private volatile boolean givenUp;

    private Reservation(Wish wish, int port, int announced, Object session) {
      this.wish = wish;
      this.client = wish.peers();
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
     * Gives the reservation up. If the connection is there already it is ended; else the port goes
     * into quarantine for this client. Idempotent.
     *
     * @param how whether a connection is ended in order or with a reset
     */
    void giveUp(Consumer<SocketChannel> how) {
      if (wish.claim().isPresent()) {
        giveUpShared(/* told= */ true);
        endArrived(how);
        return;
      }
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
      endArrived(how);
    }

    private void endArrived(Consumer<SocketChannel> how) {
      if (!arrival.cancel(false)) {
        @Nullable Connection connection = arrival.getNow(null);
        if (connection != null) {
          how.accept(connection.channel());
        }
      }
    }

    /**
     * A late connection says whose it is and is refused; but as long as one could come, the port is
     * not for sessions that are told by their address.
     */
    private void giveUpShared(boolean told) {
      lock.lock();
      try {
        if (givenUp) {
          return;
        }
        givenUp = true;
        if (told && !closed) {
          @Nullable Port port = ports.get(this.port);
          if (port != null) {
            filter(port);
          }
          var _ =
              clock.schedule(this::endShared, plan.quarantine().toNanos(), TimeUnit.NANOSECONDS);
        } else {
          endSharing(this);
        }
      } finally {
        lock.unlock();
      }
    }

    private void endShared() {
      lock.lock();
      try {
        endSharing(this);
      } finally {
        lock.unlock();
      }
    }

    /**
     * Gives back a reservation that the client was never told of: no SYN can come, no quarantine.
     */
    void giveBack() {
      if (wish.claim().isPresent()) {
        giveUpShared(/* told= */ false);
        endArrived(Sockets::close);
        return;
      }
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
      giveUp(Sockets::close);
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
