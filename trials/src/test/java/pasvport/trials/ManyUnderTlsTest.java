package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.trials.client.Entry;
import pasvport.trials.client.Mode;
import pasvport.trials.client.PythonFtplib;
import pasvport.trials.client.Tls;
import pasvport.trials.server.FtpServer;
import pasvport.trials.server.Identity;
import pasvport.trials.server.Proftpd;
import pasvport.trials.server.ServerTls;
import pasvport.trials.server.Vsftpd;

/**
 * Sessions side by side from one address share one passive port: each of their data connections
 * resumes its own session's TLS, on both legs, and gets its own session's file.
 */
@Tag("lab")
final class ManyUnderTlsTest {
  private static final int SESSIONS = 8;
  private static final int DOWNLOADS = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A server that demands that data resumes, the version on both legs, and the gateway's port. */
  enum Behind {
    VSFTPD_1_2(TlsVersion.TLS_1_2, 2121, 2101),
    VSFTPD_1_3(TlsVersion.TLS_1_3, 2122, 2102),
    PROFTPD_1_2(TlsVersion.TLS_1_2, 2123, 2103),
    PROFTPD_1_3(TlsVersion.TLS_1_3, 2124, 2104);

    private final TlsVersion version;
    private final int entry;
    private final int port;

    Behind(TlsVersion version, int entry, int port) {
      this.version = version;
      this.entry = entry;
      this.port = port;
    }

    int entry() {
      return entry;
    }

    int port() {
      return port;
    }
  }

  /**
   * How often which ticket is presented.
   *
   * @param newest the one that came last, else each time the control connection's
   */
  record Way(Behind behind, boolean newest) {
    @Override
    public String toString() {
      return "%s, %s".formatted(behind, newest ? "the newest ticket" : "the control's ticket");
    }
  }

  @TempDir private static Path folder;
  private static NatLab network;
  private static Identity identity;
  private static Map<Behind, FtpServer> servers;
  private static Pasvport gateway;

  @BeforeAll
  static void build() throws IOException {
    assumeTrue(
        Proftpd.isThere(), "the trials need proftpd with mod_tls unpacked, as ./test does it");
    network = NatLab.open("many-tls");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    identity = Identity.make(folder, "trial", "IP:" + NatLab.PUBLIC + ",IP:" + NatLab.SERVER);
    servers =
        Map.of(
            Behind.VSFTPD_1_2, vsftpd(Behind.VSFTPD_1_2),
            Behind.VSFTPD_1_3, vsftpd(Behind.VSFTPD_1_3),
            Behind.PROFTPD_1_2, proftpd(Behind.PROFTPD_1_2),
            Behind.PROFTPD_1_3, proftpd(Behind.PROFTPD_1_3));
    var behind = new StringBuilder();
    for (var each : Behind.values()) {
      behind.append(
          "  - { name: %s, address: '%s:%d', entries: %d, tls: { mode: explicit, trust: %s } }%n"
              .formatted(
                  each.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                  NatLab.SERVER,
                  each.port(),
                  each.entry(),
                  identity.certificate()));
    }
    gateway =
        Pasvport.up(
            network.gateway,
            folder.resolve("home"),
            Behind.VSFTPD_1_2.entry(),
            """
            listen: [2121, 2122, 2123, 2124]
            servers:
            %spassive: { ports: 50000, address: 198.51.100.1 }
            tls: { control: required, data: required, require-session-reuse: true }
            certificates: { files: [{ certificate: %s, key: %s }] }
            """
                .formatted(behind, identity.certificate(), identity.key()));
  }

  private static Vsftpd vsftpd(Behind behind) throws IOException {
    return Vsftpd.start(network.server, behind.port(), home(behind), tls(behind));
  }

  private static Proftpd proftpd(Behind behind) throws IOException {
    return Proftpd.start(network.server, behind.port(), home(behind), tls(behind));
  }

  private static Path home(Behind behind) throws IOException {
    return Files.createDirectory(folder.resolve(behind.name()));
  }

  private static ServerTls tls(Behind behind) {
    return new ServerTls(identity, /* implicit= */ false, behind.version);
  }

  @AfterAll
  static void tear_down() {
    if (network != null) {
      network.close();
    }
  }

  static List<Way> ways() {
    return Stream.of(Behind.values())
        .flatMap(behind -> Stream.of(new Way(behind, false), new Way(behind, true)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void eight_sessions_through_one_port_resume_a_hundred_times_each(Way way) throws IOException {
    var server = Objects.requireNonNull(servers.get(way.behind));
    int before = gateway.logged();
    var sessions = new ArrayList<CompletableFuture<String>>();
    try (var threads = Executors.newFixedThreadPool(SESSIONS)) {
      for (int session = 0; session < SESSIONS; session++) {
        byte[] content = Content.of(session, 20_000 + session);
        String name = "own-" + session;
        server.put(name, content);
        var own = Files.write(folder.resolve(name), content);
        sessions.add(
            CompletableFuture.supplyAsync(
                () ->
                    client(way.behind, server)
                        .downloadAgainAndAgain(server.folder() + name, own, DOWNLOADS, way.newest),
                threads));
      }
    }

    assertThat(sessions)
        .extracting(CompletableFuture::join)
        .containsOnly(DOWNLOADS + " of " + DOWNLOADS);
    String resumed =
        "front-tls=\"%1$s resumed\" back-tls=\"%1$s resumed\"".formatted(way.behind.version);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(transfers(before)).hasSize(SESSIONS * DOWNLOADS));
    assertThat(transfers(before)).allMatch(line -> line.contains(resumed));
    System.out.printf(
        "trial: many under TLS: %s: %d data connections resumed on both legs%n",
        way, SESSIONS * DOWNLOADS);
  }

  private static PythonFtplib client(Behind behind, FtpServer server) {
    var tls =
        new Tls(
            Tls.Start.EXPLICIT,
            behind.version,
            /* dataToo= */ true,
            identity.certificate().toString());
    var entry = new Entry(NatLab.PUBLIC, behind.entry(), server.user(), server.password(), tls);
    return new PythonFtplib(network.outside, entry, Mode.EPSV);
  }

  private static List<String> transfers(int from) {
    return gateway
        .log()
        .substring(from)
        .lines()
        .filter(line -> line.contains(" transfer "))
        .toList();
  }
}
