package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.trials.Outpost.Kept;
import pasvport.trials.server.Vsftpd;

/** SIGTERM: no new sessions, transfers finish within a deadline, then 421 and the end. */
@Tag("lab")
final class StopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** More than all buffers between server and client hold. */
  private static final byte[] BIG = Content.of(5, 48 << 20);

  @TempDir private static Path folder;
  private static NatLab network;
  private static Outpost outside;
  private static Vsftpd server;

  @BeforeAll
  static void build() throws IOException {
    network = NatLab.open("stop");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    server = Vsftpd.start(network.server, 21, folder.resolve("vsftpd"));
    server.put("big", BIG);
    outside = new Outpost(network.outside);
  }

  @AfterAll
  static void tear_down() {
    if (network != null) {
      network.close();
    }
  }

  @Test
  void a_transfer_finishes_while_new_sessions_are_refused() throws IOException {
    try (var gateway = up(2121, "50000-50009", "60s")) {
      var idle = session(2121);
      var busy = session(2121);
      busy.tell(StopTest::beginDownload);

      gateway.terminate();
      String idleHeard = idle.call(Wire::untilClosed);
      String newcomer =
          outside.call(() -> {
            try (var wire = Wire.to(NatLab.PUBLIC, 2121)) {
              return wire.untilClosed();
            }
          });
      boolean whole = busy.call(wire -> Arrays.equals(wire.readAll(), Content.of(5, 48 << 20)));
      String busyHeard =
          busy.call(wire -> {
            wire.finish();
            return wire.untilClosed();
          });

      assertThat(idleHeard).isEqualTo("421 Service is shutting down.\nclosed");
      assertThat(newcomer).isEqualTo("421 Service is shutting down.\nclosed");
      assertThat(whole).isTrue();
      assertThat(busyHeard).matches("226 .*\n421 Service is shutting down.\nclosed");
      assertThat(gateway.exit(PATIENCE)).hasValue(0);
      gateway.awaitRefused(0, "draining");
      gateway.awaitLogged(0, " transfer ", "bytes=\"" + BIG.length + "\"", "result=\"226\"");
      gateway.awaitLogged(0, "INFO  stopped");
    }
  }

  @Test
  void a_transfer_that_takes_too_long_is_cut_at_the_deadline() throws IOException {
    try (var gateway = up(2122, "50020-50029", "1s")) {
      var busy = session(2122);
      busy.tell(StopTest::beginDownload);

      gateway.terminate();

      assertThat(gateway.exit(PATIENCE)).hasValue(0);
      assertThat(busy.<Wire.End>call(Wire::dataEnd)).isEqualTo(Wire.End.RESET);
      assertThat(busy.<String>call(Wire::untilClosed))
          .startsWith("421 Service is shutting down.\n");
      gateway.awaitLogged(0, "INFO  stopped");
    }
  }

  /** A FIN would end half a file as if it were whole. */
  @Test
  void a_gateway_that_is_killed_leaves_no_upload_that_looks_whole() throws IOException {
    try (var gateway = up(2121, "50000-50009", "1s")) {
      var busy = session(2121);
      busy.tell(wire -> {
        wire.epsv();
        Wire.expect("150", wire.ask("STOR pub/half"));
        wire.write(Content.of(6, 1 << 20));
      });
      await().atMost(PATIENCE).until(() -> Files.size(server.files().resolve("half")) == 1 << 20);

      gateway.kill();

      await().atMost(PATIENCE).until(() -> server.log().contains("/pub/half\""));
      assertThat(server.log()).contains("FAIL UPLOAD").doesNotContain("OK UPLOAD");
    }
  }

  private static Pasvport up(int port, String range, String drain) throws IOException {
    return Pasvport.up(
        network.gateway,
        folder.resolve("home-" + port),
        port,
        """
        listen: [%d]
        server: 10.0.1.2
        passive: { ports: %s, address: 198.51.100.1 }
        timeouts: { drain: %s }
        """
            .formatted(port, range, drain));
  }

  private static Kept<Wire> session(int port) {
    return outside.keep(() -> Wire.to(NatLab.PUBLIC, port).login(Vsftpd.USER, Vsftpd.PASSWORD));
  }

  /**
   * Asks for the file and leaves it in the network: the client's window closes and the transfer
   * waits.
   */
  private static void beginDownload(Wire wire) throws IOException {
    wire.epsv();
    Wire.expect("150", wire.ask("RETR pub/big"));
  }
}
