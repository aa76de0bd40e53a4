package pasvport.gateway;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import pasvport.ftp.Command;
import pasvport.ftp.Verbs.Direction;
import pasvport.gateway.plane.Planes;
import pasvport.gateway.tls.FrontTls;
import pasvport.site.Allowance;
import pasvport.site.Endpoint;
import pasvport.site.Site;

/** A transfer apart from its session. */
@Timeout(30)
class TransferTest {
  private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  private static Common common(PassivePorts ports, LongSupplier time) throws IOException {
    Site site = Site.defaults();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    return new Common(
        site,
        new Servers(site, new Endpoint("127.0.0.1", 21)),
        ports,
        new Advertised(site.passive(), new KnownHost()),
        new FrontTls(site.tls(), List::of),
        new Admission(site.access(), site.limits(), new HandTime()),
        new Policies(InstantSource.system(), time),
        new Refusals(registry, time),
        new SessionLog(registry),
        new Planes(),
        time);
  }

  private static DataEnd to(ServerSocket peer) {
    return new DataEnd.Called(
        new InetSocketAddress(HOST, peer.getLocalPort()), null, 0, Duration.ofSeconds(5));
  }

  private Event next() throws InterruptedException {
    Event event = events.poll(10, SECONDS);
    assertThat(event).isNotNull();
    return requireNonNull(event);
  }

  @Test
  void a_transfer_that_fails_within_says_that_it_has_ended_and_resets_both() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    LongSupplier brokenTime =
        () -> {
          if (asked.incrementAndGet() > 1) {
            throw new IllegalStateException("no time any more");
          }
          return 0;
        };
    Logger log = (Logger) LoggerFactory.getLogger(Transfer.class);
    log.setLevel(Level.OFF);
    PassivePlan nowhere =
        new PassivePlan(FreePorts.range(1), 0, List.of(), List.of(), 0, Duration.ofSeconds(1));
    try (ServerSocket clients = new ServerSocket(0, 1, HOST);
        ServerSocket servers = new ServerSocket(0, 1, HOST);
        PassivePorts ports =
            PassivePorts.open(
                nowhere,
                new HandClock(),
                new Random(1),
                new Refusals(new SimpleMeterRegistry(), new HandTime()),
                new Callers(new HandTime()))) {
      Transfer transfer =
          new Transfer(
              Command.of("RETR", "f"),
              Direction.FROM_SERVER,
              new DataSetup.Channel(to(clients), to(servers)),
              Allowance.UNBOUNDED,
              common(ports, brokenTime),
              events::add);
      transfer.accept();
      Thread mover = Thread.ofVirtual().start(transfer);
      try (Peer server = new Peer(servers.accept());
          Peer client = new Peer(clients.accept())) {
        assertThat(next()).isEqualTo(new Event.ServerDataReady(transfer));
        assertThat(next()).isEqualTo(new Event.ClientDataConnected(transfer));
        assertThat(next())
            .isEqualTo(
                new Event.TransferEnded(
                    transfer, new Transfer.Ending.Broken(Refusal.INTERNAL_ERROR)));
        server.expectReset();
        client.expectReset();
      }
      mover.join();
    } finally {
      log.setLevel(null);
    }
  }

  @Test
  void a_transfer_cut_before_it_begins_connects_nowhere() throws IOException, InterruptedException {
    HandTime time = new HandTime();
    PassivePlan nowhere =
        new PassivePlan(FreePorts.range(1), 0, List.of(), List.of(), 0, Duration.ofSeconds(1));
    try (ServerSocket clients = new ServerSocket(0, 1, HOST);
        ServerSocket servers = new ServerSocket(0, 1, HOST);
        PassivePorts ports =
            PassivePorts.open(
                nowhere,
                new HandClock(),
                new Random(1),
                new Refusals(new SimpleMeterRegistry(), time),
                new Callers(time))) {
      Transfer transfer =
          new Transfer(
              Command.of("RETR", "f"),
              Direction.FROM_SERVER,
              new DataSetup.Channel(to(clients), to(servers)),
              Allowance.UNBOUNDED,
              common(ports, time),
              events::add);
      transfer.cut(Refusal.ABORTED);
      transfer.run();
      assertThat(next())
          .isEqualTo(
              new Event.TransferEnded(transfer, new Transfer.Ending.Broken(Refusal.ABORTED)));
      assertThat(events).isEmpty();
    }
  }
}
