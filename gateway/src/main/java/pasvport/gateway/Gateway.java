package pasvport.gateway;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.gateway.plane.Planes;
import pasvport.gateway.tls.FrontTls;
import pasvport.site.Endpoint;
import pasvport.site.HostAddresses;
import pasvport.site.PassThrough;
import pasvport.site.Site;

/** The gateway: listens, admits, gives each client its session, and drains at the end. */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** A burst of clients waits here while sessions are made. */
  private static final int BACKLOG = 1024;

  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);

  /** A peer that takes no byte of a short reply or command for so long is not there. */
  private static final Duration WRITE_PATIENCE = Duration.ofSeconds(30);

  /**
   * When it is told to stop, a connection that is passed through and moves nothing for so long is
   * taken to be idle: nobody here knows where a transfer ends in it.
   */
  private static final Duration STILL = Duration.ofSeconds(2);

  private static final Duration DRAIN_POLL = Duration.ofMillis(20);

  private final HostAddresses host;
  private final Supplier<List<PrivateKeyEntry>> certificates;
  private final Callers callers;
  private final ScheduledExecutorService clock;
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final Set<Passage> passages = ConcurrentHashMap.newKeySet();

  /** By our end of the connection to the server behind the entry. */
  private final Map<InetSocketAddress, Visit> visits = new ConcurrentHashMap<>();

  private final AtomicLong numbers = new AtomicLong();
  private volatile boolean closed;

  /** What new sessions get. */
  private volatile Common common;

  /** Where entries lead that are no FTP. */
  private volatile Map<Endpoint, Through> throughs;

  /** Guards all below, and keeps one reload behind the other. */
  private final ReentrantLock changing = new ReentrantLock();

  private final Map<Endpoint, ServerSocketChannel> listeners = new LinkedHashMap<>();

  /** What sessions from before a reload may still use. */
  private final List<Common> former = new ArrayList<>();

  /** Which of those no session used at the last look. */
  private List<Common> unused = List.of();

  /** An entry that leads elsewhere as it is. */
  private record Through(PassThrough entry, Backend backend) {}

  private Gateway(
      HostAddresses host,
      Supplier<List<PrivateKeyEntry>> certificates,
      Common common,
      List<PassThrough> more,
      Callers callers,
      ScheduledExecutorService clock) {
    this.host = host;
    this.certificates = certificates;
    this.common = common;
    this.throughs = throughs(common.site(), more);
    this.callers = callers;
    this.clock = clock;
  }

  /**
   * Opens everything and starts to serve.
   *
   * @param server where the FTP server behind the gateway is
   * @param more what is passed through besides the site's own: to the embedded server, by SFTP
   * @param certificates those that clients are shown, asked for each session
   * @param registry where counters and gauges go
   * @throws IOException if a port cannot be opened, {@code auto} finds no address, or a file with
   *     authorities cannot be read; nothing is left open then
   */
  public static Gateway start(
      Site site,
      Endpoint server,
      List<PassThrough> more,
      HostAddresses host,
      Supplier<List<PrivateKeyEntry>> certificates,
      MeterRegistry registry)
      throws IOException {
    return start(site, server, more, host, certificates, registry, InstantSource.system());
  }

  /** The same with a clock for the hours of users. */
  static Gateway start(
      Site site,
      Endpoint server,
      List<PassThrough> more,
      HostAddresses host,
      Supplier<List<PrivateKeyEntry>> certificates,
      MeterRegistry registry,
      InstantSource wallClock)
      throws IOException {
    // After the end nothing needs to be timed any more.
    ScheduledExecutorService clock =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("clock").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    Refusals refusals = new Refusals(registry, System::nanoTime);
    Advertised advertised = new Advertised(site.passive(), host);
    try {
      advertised.start();
      Servers servers = new Servers(site, server);
      FrontTls tls = new FrontTls(site.tls(), certificates);
      Callers callers = new Callers(System::nanoTime);
      PassivePorts ports =
          PassivePorts.open(
              PassivePlan.of(site, hosts(site)), clock, new SecureRandom(), refusals, callers);
      Common common =
          new Common(
              site,
              servers,
              ports,
              advertised,
              tls,
              new Admission(site.access(), site.limits(), Ticker.systemTicker()),
              new Policies(wallClock, System::nanoTime),
              refusals,
              new SessionLog(registry),
              new Planes(),
              System::nanoTime);
      Gateway gateway = new Gateway(host, certificates, common, more, callers, clock);
      gateway.listen(site, registry);
      return gateway;
    } catch (IOException | RuntimeException e) {
      advertised.close();
      clock.shutdownNow();
      throw e;
    }
  }

  /** Where data connections come in: wherever control connections do. */
  private static List<InetAddress> hosts(Site site) {
    List<InetAddress> hosts =
        site.entries().stream().map(endpoint -> address(endpoint).getAddress()).distinct().toList();
    List<InetAddress> every = hosts.stream().filter(InetAddress::isAnyLocalAddress).toList();
    return every.isEmpty() ? hosts : every;
  }

  private static Map<Endpoint, Through> throughs(Site site, List<PassThrough> more) {
    return Stream.concat(more.stream(), site.passThrough().stream())
        .collect(
            Collectors.toUnmodifiableMap(
                PassThrough::listen,
                entry ->
                    new Through(
                        entry,
                        new Backend(
                            "",
                            entry.to(),
                            site.timeouts().connect(),
                            site.timeouts().reply(),
                            Optional.empty()))));
  }

  /** Where the gateway listens, but for data. */
  private static List<Endpoint> entries(Site site, Map<Endpoint, Through> throughs) {
    return Stream.concat(site.entries().stream(), throughs.keySet().stream()).toList();
  }

  private static InetSocketAddress address(Endpoint endpoint) {
    return endpoint.host().equals(Endpoint.EVERY_ADDRESS)
        ? new InetSocketAddress(endpoint.port())
        : new InetSocketAddress(InetAddress.ofLiteral(endpoint.host()), endpoint.port());
  }

  private void listen(Site site, MeterRegistry registry) throws IOException {
    try {
      listeners.putAll(open(entries(site, throughs)));
    } catch (IOException e) {
      common.ports().close();
      throw e;
    }
    Gauge.builder("pasvport.sessions.open", common.admission(), Admission::sessions)
        .description("Sessions at this moment")
        .register(registry);
    Gauge.builder("pasvport.passive.waiting", common.ports(), PassivePorts::waiting)
        .description("Sessions that wait for a passive port")
        .register(registry);
    Gauge.builder("pasvport.passive.taken", common.ports(), PassivePorts::taken)
        .description("Pairs of client address and passive port that are awaited or in quarantine")
        .register(registry);
    long interval = WATCH_INTERVAL.toMillis();
    var _ = clock.scheduleWithFixedDelay(this::watch, interval, interval, TimeUnit.MILLISECONDS);
    listeners.forEach(this::serveAt);
  }

  /** Opens all of these or none. */
  private static Map<Endpoint, ServerSocketChannel> open(List<Endpoint> endpoints)
      throws IOException {
    Map<Endpoint, ServerSocketChannel> opened = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      ServerSocketChannel listener = ServerSocketChannel.open();
      opened.put(endpoint, listener);
      try {
        listener.bind(address(endpoint), BACKLOG);
      } catch (IOException e) {
        stopListening(opened.values());
        throw new IOException("port " + endpoint + " cannot be opened: " + e.getMessage(), e);
      }
    }
    return opened;
  }

  private void serveAt(Endpoint entry, ServerSocketChannel listener) {
    Thread.ofVirtual().name("listener").start(() -> acceptAll(listener, entry));
  }

  /**
   * Puts another site in force without ending a session. What is new is opened before anything old
   * is closed. New sessions get the new site; those that run keep theirs, but for the range of
   * passive ports, which all share, and the limits on how many may come in.
   *
   * @param server where the FTP server behind the gateway is
   * @param more what is passed through besides the site's own
   * @throws IOException if a port cannot be opened, {@code auto} finds no address, or a file with
   *     authorities cannot be read; the old site stays in force then as a whole
   */
  public void reload(Site next, Endpoint server, List<PassThrough> more) throws IOException {
    changing.lock();
    try {
      if (closed) {
        throw new IOException("the gateway is closed");
      }
      Common before = common;
      Servers servers = new Servers(next, server);
      FrontTls tls = new FrontTls(next.tls(), certificates);
      Advertised advertised = Advertised.after(before.advertised(), next.passive(), host);
      Map<Endpoint, Through> nextThroughs = throughs(next, more);
      List<Endpoint> entries = entries(next, nextThroughs);
      List<Endpoint> added = entries.stream().filter(at -> !listeners.containsKey(at)).toList();
      Map<Endpoint, ServerSocketChannel> opened;
      try {
        advertised.start();
        List<InetAddress> hosts = hostsWith(next);
        try (PassivePorts.Change change = before.ports().prepare(PassivePlan.of(next, hosts))) {
          opened = open(added);
          change.commit();
        }
      } catch (IOException | RuntimeException e) {
        advertised.close();
        throw e;
      }
      before.admission().adopt(next.access(), next.limits());
      common = before.under(next, servers, advertised, tls);
      former.add(before);
      throughs.values().forEach(through -> through.backend().close());
      throughs = nextThroughs;
      List<Endpoint> gone =
          listeners.keySet().stream().filter(at -> !entries.contains(at)).toList();
      stopListening(gone.stream().map(listeners::remove).filter(Objects::nonNull).toList());
      listeners.putAll(opened);
      opened.forEach(this::serveAt);
    } finally {
      changing.unlock();
    }
  }

  /**
   * Where data connections come in under another site: also where sessions that run have theirs.
   */
  private List<InetAddress> hostsWith(Site next) throws IOException {
    List<InetAddress> hosts =
        Stream.concat(
                Stream.of(next),
                Stream.concat(former.stream(), Stream.of(common)).map(Common::site))
            .flatMap(site -> hosts(site).stream())
            .distinct()
            .toList();
    if (hosts.size() > 1 && hosts.stream().anyMatch(InetAddress::isAnyLocalAddress)) {
      throw new IOException(
          "listen: from every address (*) to single ones, or back, takes a restart, because both"
              + " cannot be open at one port at a time");
    }
    return hosts;
  }

  /** Lets go of what only sessions from before a reload needed, once the last of them is over. */
  private void forgetFormer() {
    // While a reload looks up names, the clock must not wait.
    if (!changing.tryLock()) {
      return;
    }
    try {
      if (former.isEmpty() || closed) {
        return;
      }
      List<Common> idle =
          former.stream()
              .filter(each -> sessions.stream().noneMatch(session -> session.shares(each)))
              .toList();
      // A client that is let in at this moment may not be among the sessions yet; so look twice.
      List<Common> over = idle.stream().filter(unused::contains).toList();
      unused = idle;
      if (!over.isEmpty()) {
        over.forEach(Gateway::closeWhatIsItsOwn);
        former.removeAll(over);
        Site site = common.site();
        try (PassivePorts.Change change =
            common.ports().prepare(PassivePlan.of(site, hostsWith(site)))) {
          change.commit();
        }
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("data ports of former entries stay open");
    } finally {
      changing.unlock();
    }
  }

  private void acceptAll(ServerSocketChannel listener, Endpoint entry) {
    while (listener.isOpen()) {
      try {
        welcome(listener.accept(), entry);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RuntimeException e) {
        // Out of descriptors, or something unforeseen about one client: the port goes on.
        LOG.atWarn().setCause(e).log("a control connection was not accepted");
        Pause.afterFailedAccept();
      }
    }
  }

  private void welcome(SocketChannel channel, Endpoint entry) throws IOException {
    try {
      callers.find(
          channel,
          common.site().proxyProtocol().control(),
          caller -> admit(channel, caller, entry),
          (peer, why, detail) -> turnAway(channel, peer.address(), entry, why, detail));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void admit(SocketChannel channel, Caller caller, Endpoint entry) {
    Common shared = common;
    InetAddress client = caller.address();
    Optional<Refusal> refusal = common.admission().enter(client);
    if (refusal.isPresent()) {
      turnAway(channel, client, entry, refusal.get(), "");
      return;
    }
    @Nullable Through through = throughs.get(entry);
    if (through != null) {
      letThrough(channel, caller, through, shared);
      return;
    }
    try {
      Session session = new Session(numbers.incrementAndGet(), channel, caller, entry, shared);
      sessions.add(session);
      if (closed) {
        session.disconnect();
      }
      Thread.ofVirtual().name("session").start(() -> serve(session, client));
    } catch (IOException e) {
      common.admission().leave(client);
      Sockets.close(channel);
      LOG.atDebug().setCause(e).log("a client left while it was let in");
    }
  }

  private void letThrough(SocketChannel channel, Caller caller, Through through, Common shared) {
    Passage passage =
        new Passage(
            numbers.incrementAndGet(), channel, caller, through.entry(), through.backend(), shared);
    passages.add(passage);
    if (closed) {
      passage.end(Refusal.DRAINING);
    }
    Thread.ofVirtual()
        .name("passage")
        .start(() -> {
          try {
            passage.run(visits::put, visits::remove);
          } finally {
            passages.remove(passage);
            common.admission().leave(caller.address());
          }
        });
  }

  /**
   * Whether a connection is one of ours to a server: the embedded one serves nobody else, whoever
   * can reach it on this host.
   *
   * @param from the end of the connection that the server sees as its peer
   */
  public boolean isOwn(InetSocketAddress from) {
    return sessions.stream().anyMatch(session -> session.endsAt(from));
  }

  /**
   * Who came through a pass-through entry.
   *
   * @param from the end of the connection that the server sees as its peer
   */
  public Optional<Visit> visit(InetSocketAddress from) {
    return Optional.ofNullable(visits.get(from));
  }

  private void serve(Session session, InetAddress client) {
    try {
      session.run();
    } finally {
      sessions.remove(session);
      common.admission().leave(client);
    }
  }

  /** One short reply fits the socket's empty buffer, so that this does not block. */
  private void turnAway(
      SocketChannel channel, InetAddress client, Endpoint entry, Refusal refusal, String detail) {
    common.refusals().count(refusal, client, detail);
    try (channel) {
      if (throughs.containsKey(entry)) {
        return; // whatever is spoken there, it is not FTP
      }
      refusal.reply().ifPresent(reply -> Sockets.tryWrite(channel, reply.encoded()));
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("a client left before it was turned away");
    }
  }

  private void watch() {
    long now = System.nanoTime();
    for (Session session : sessions) {
      try {
        session.watch(now, now - WRITE_PATIENCE.toNanos());
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a session could not be looked after");
      }
    }
    passages.forEach(passage -> passage.watch(now));
    forgetFormer();
  }

  /** Sessions at this moment, and connections that are passed through. */
  public int sessions() {
    return sessions.size() + passages.size();
  }

  /**
   * Takes no new sessions, lets transfers finish within the site's drain time, then ends what is
   * left with 421. Blocks until all sessions are over.
   */
  public void drain() throws InterruptedException {
    // New clients are told so, rather than meeting a closed port.
    common.admission().drain();
    long deadline = System.nanoTime() + common.timeouts().drain().toNanos();
    sessions.forEach(session -> session.post(new Event.Drain()));
    while (sessions() > 0 && System.nanoTime() < deadline) {
      endStill(STILL);
      Thread.sleep(DRAIN_POLL);
    }
    sessions.forEach(session -> session.post(new Event.Expel(Refusal.DRAINING)));
    endStill(Duration.ZERO);
    long lastCall = System.nanoTime() + WATCH_INTERVAL.toNanos();
    while (sessions() > 0 && System.nanoTime() < lastCall) {
      Thread.sleep(DRAIN_POLL);
    }
  }

  /** Ends passages in which no byte has moved for so long. */
  private void endStill(Duration still) {
    long now = System.nanoTime();
    passages.stream()
        .filter(passage -> passage.isStill(now, still.toNanos()))
        .forEach(passage -> passage.end(Refusal.DRAINING));
  }

  /** What is not shared with sessions that have another site. */
  private static void closeWhatIsItsOwn(Common of) {
    of.advertised().close();
    of.servers().close();
  }

  private static void stopListening(Collection<ServerSocketChannel> listeners) {
    for (ServerSocketChannel listener : listeners) {
      try {
        listener.close();
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("closing a listener failed");
      }
    }
  }

  /** Closes every port. Sessions that {@link #drain} has not ended lose their connections. */
  @Override
  public void close() throws IOException {
    changing.lock();
    try {
      closed = true;
      stopListening(listeners.values());
      callers.close();
      sessions.forEach(Session::disconnect);
      passages.forEach(passage -> passage.end(Refusal.DRAINING));
      throughs.values().forEach(through -> through.backend().close());
      common.ports().close();
      closeWhatIsItsOwn(common);
      former.forEach(Gateway::closeWhatIsItsOwn);
      common.planes().close();
      clock.shutdownNow();
    } finally {
      changing.unlock();
    }
  }
}
