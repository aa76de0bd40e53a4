package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.trials.server.Vsftpd;

/** Many sessions share few passive ports, and nobody gets another's data. */
@Tag("lab")
final class ManyAtOnceTest {
  private static final int SESSIONS = 200;
  private static final int THOUSANDS = 2_000;

  /** Larger than the small buffers of these hosts together. */
  private static final int LARGER = 200_000;

  /** The most that the gateway keeps for its next transfers, small and large. */
  private static final int IDLE_PIPES = 1024 + 8;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private static Path folder;
  private static NatLab network;
  private static Vsftpd vsftpd;
  private static Outpost outside;

  @BeforeAll
  static void build() throws IOException {
    network = NatLab.open("many");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    vsftpd = Vsftpd.start(network.server, 21, folder.resolve("vsftpd"));
    outside = new Outpost(network.outside);
    // Or a whole file fits between server and client, and its transfer is over before all have met.
    for (var host : List.of(network.outside, network.gateway, network.server)) {
      host.kernel("net.ipv4.tcp_rmem", "4096 16384 16384");
      host.kernel("net.ipv4.tcp_wmem", "4096 16384 16384");
    }
  }

  @AfterAll
  static void tear_down() {
    if (network != null) {
      network.close();
    }
  }

  @Test
  void two_hundred_transfers_from_twenty_addresses_meet_at_a_barrier_through_one_port()
      throws IOException {
    try (var _ =
        Pasvport.up(
            network.gateway,
            folder.resolve("one-port"),
            2121,
            """
            listen: [2121]
            server: 10.0.1.2
            passive: { ports: 50000, address: 198.51.100.1 }
            """)) {
      var load = load("one-port", 2121, SESSIONS, NatLab.clients(20), 1 << 20, /* meet= */ true);
      var outcome = outside.call(load::run);

      report("twenty addresses, one port", load, outcome);
      assertThat(outcome.failures()).isEmpty();
      assertThat(outcome.succeeded()).isEqualTo(SESSIONS);
      assertUploaded(load);
    }
  }

  @Test
  void two_hundred_from_one_address_finish_beside_one_that_asks_for_ports_and_never_comes()
      throws IOException {
    try (var _ =
        Pasvport.up(
            network.gateway,
            folder.resolve("ten-ports"),
            2122,
            """
            listen: [2122]
            server: 10.0.1.2
            passive: { ports: 50020-50029, address: 198.51.100.1 }
            limits: { logins-per-minute: 1000 }
            """)) {
      var load = load("ten-ports", 2122, SESSIONS, NatLab.clients(1), 100_000, /* meet= */ false);
      var waster = outside.keep(() -> new Waster(2122));
      waster.tell(Waster::askTenTimes);
      var outcome = outside.call(load::run);
      int asked = waster.call(Waster::end);

      report(
          "one address, ten ports, beside " + asked + " PASV without a connection", load, outcome);
      assertThat(outcome.failures()).isEmpty();
      assertThat(outcome.succeeded()).isEqualTo(SESSIONS);
      assertUploaded(load);
    }
  }

  @Test
  void two_thousand_transfers_at_once_are_spliced_and_leave_nothing_behind() throws Exception {
    try (var gateway =
        Pasvport.up(
            network.gateway,
            folder.resolve("thousands"),
            2123,
            """
            listen: [2123]
            server: 10.0.1.2
            passive: { ports: 50030-50039, address: 198.51.100.1 }
            limits: { sessions: 4000, logins-per-minute: 10000 }
            """)) {
      long ownPipes = gateway.pipeEnds();
      // Classes loaded and threads started once stay.
      var first = load("first", 2123, SESSIONS, NatLab.clients(20), LARGER, /* meet= */ true);
      assertThat(outside.call(first::run).failures()).isEmpty();
      awaitNoSessions(gateway);
      long descriptors = gateway.descriptors() - gateway.pipeEnds();
      var threads = gateway.threads();

      var load = load("thousands", 2123, THOUSANDS, NatLab.clients(20), LARGER, /* meet= */ true);
      var running = outside.keep(() -> new Load.Running(load));
      running
          .<Boolean>begin(sessions -> {
            sessions.awaitMeeting();
            return true;
          })
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      // The clients have sent their halves; the gateway may be about to take up the last of them.
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(gateway.pipeEnds())
                  .as("ends of pipes")
                  .isGreaterThanOrEqualTo(ownPipes + 2 * THOUSANDS));
      running.tell(Load.Running::letGo);
      var outcome = running.begin(Load.Running::end).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

      report("spliced at once", load, outcome);
      assertThat(outcome.failures()).isEmpty();
      assertThat(outcome.succeeded()).isEqualTo(THOUSANDS);
      assertUploaded(load);
      awaitNoSessions(gateway);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(gateway.descriptors() - gateway.pipeEnds())
                  .as("descriptors without pipes")
                  .isLessThanOrEqualTo(descriptors));
      assertThat(gateway.pipeEnds())
          .as("ends of idle pipes")
          .isLessThanOrEqualTo(ownPipes + 2 * IDLE_PIPES);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(threads).containsAll(gateway.threads()));
    }
  }

  private static void awaitNoSessions(Pasvport gateway) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(gateway.sessionThreads()).isEmpty());
  }

  private static Load load(
      String name, int port, int sessions, List<String> from, int size, boolean meet)
      throws IOException {
    var load =
        new Load(
            NatLab.PUBLIC,
            port,
            Vsftpd.USER,
            Vsftpd.PASSWORD,
            "pub/" + name,
            from,
            sessions,
            size,
            meet);
    var files = Files.createDirectory(vsftpd.files().resolve(name));
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwxrwx"));
    for (int session = 0; session < sessions; session++) {
      if (Load.downloads(session)) {
        vsftpd.put(name + "/" + Load.file(session), load.content(session));
      }
    }
    return load;
  }

  private static void assertUploaded(Load load) throws IOException {
    var files = vsftpd.files().resolve(Path.of(load.folder()).getFileName());
    for (int session = 0; session < load.sessions(); session++) {
      if (!Load.downloads(session)) {
        byte[] stored = Files.readAllBytes(files.resolve(Load.file(session)));
        assertThat(Arrays.equals(stored, load.content(session)))
            .as("upload of session %d", session)
            .isTrue();
      }
    }
  }

  /** On standard output, where the run's log shows it. */
  private static void report(String trial, Load load, Load.Outcome outcome) {
    System.out.printf(
        "trial: %s: %d of %d transfers, longest wait for a data connection %.3f s, longest login %.3f s%n",
        trial,
        outcome.succeeded(),
        load.sessions(),
        outcome.longestWait().toMillis() / 1e3,
        outcome.longestLogin().toMillis() / 1e3);
  }

  /** A client that asks PASV again and again and never connects. */
  static final class Waster {
    private static final int AT_FIRST = 10;

    private final Wire wire;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();

    Waster(int port) throws IOException {
      wire = Wire.from(NatLab.clients(1).getFirst(), NatLab.PUBLIC, port);
      wire.login(Vsftpd.USER, Vsftpd.PASSWORD);
    }

    /** Asks some times, then goes on asking until told to end. */
    void askTenTimes() throws IOException {
      while (asked.get() < AT_FIRST) {
        ask();
      }
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (!ended.get()) {
                ask();
              }
              wire.close();
            } catch (IOException gone) {
              ended.set(true);
            }
          });
    }

    private void ask() throws IOException {
      wire.ask("PASV");
      asked.incrementAndGet();
    }

    int end() {
      ended.set(true);
      return asked.get();
    }
  }
}
