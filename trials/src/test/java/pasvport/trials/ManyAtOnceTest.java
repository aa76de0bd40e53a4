package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many sessions share few passive ports, and nobody gets another's data. */
@Tag("lab")
final class ManyAtOnceTest {
  private static final int SESSIONS = 200;

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
      var load = load(2121, NatLab.clients(20), 1 << 20, /* meet= */ true);
      var outcome = outside.call(load::run);

      report("twenty addresses, one port", outcome);
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
      var load = load(2122, NatLab.clients(1), 100_000, /* meet= */ false);
      var waster = outside.keep(() -> new Waster(2122));
      waster.tell(Waster::askTenTimes);
      var outcome = outside.call(load::run);
      int asked = waster.call(Waster::end);

      report("one address, ten ports, beside " + asked + " PASV without a connection", outcome);
      assertThat(outcome.failures()).isEmpty();
      assertThat(outcome.succeeded()).isEqualTo(SESSIONS);
      assertUploaded(load);
    }
  }

  private static Load load(int port, List<String> from, int size, boolean meet) throws IOException {
    String name = "load-" + port;
    var load =
        new Load(
            NatLab.PUBLIC,
            port,
            Vsftpd.USER,
            Vsftpd.PASSWORD,
            "pub/" + name,
            from,
            SESSIONS,
            size,
            meet);
    var files = Files.createDirectory(vsftpd.files().resolve(name));
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwxrwx"));
    for (int session = 0; session < SESSIONS; session++) {
      if (Load.downloads(session)) {
        vsftpd.put(name + "/" + Load.file(session), load.content(session));
      }
    }
    return load;
  }

  private static void assertUploaded(Load load) throws IOException {
    var files = vsftpd.files().resolve(Path.of(load.folder()).getFileName());
    for (int session = 0; session < SESSIONS; session++) {
      if (!Load.downloads(session)) {
        byte[] stored = Files.readAllBytes(files.resolve(Load.file(session)));
        assertThat(Arrays.equals(stored, load.content(session)))
            .as("upload of session %d", session)
            .isTrue();
      }
    }
  }

  /** On standard output, where the run's log shows it. */
  private static void report(String trial, Load.Outcome outcome) {
    System.out.printf(
        "trial: %s: %d of %d transfers, longest wait for a data connection %.3f s, longest login %.3f s%n",
        trial,
        outcome.succeeded(),
        SESSIONS,
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
