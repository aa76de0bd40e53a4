package pasvport.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code pasvport up} as a process of its own, with the built-in server behind it. */
@Timeout(120)
class UpTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] HALF = "half of it,".repeat(20_000).getBytes(ISO_8859_1);

  @TempDir private Path folder;

  private final int first = freePorts();
  private @Nullable Process started;

  @AfterEach
  void nothing_is_left() throws InterruptedException {
    if (started != null) {
      started.destroyForcibly().waitFor();
    }
  }

  private Process process() {
    return requireNonNull(started);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
  void an_upload_goes_on_while_the_site_changes_and_the_next_session_has_the_new_one()
      throws Exception {
    write(site(first, first + 2));
    start();
    String url = await().atMost(PATIENCE).until(this::printedUrl, line -> !line.isEmpty());
    assertThat(Files.readString(folder.resolve("out")))
        .containsPattern(
            "# certificate for .* issued by itself, until 20.*, SHA-256 ([0-9a-f]{2}:){31}");
    String[] login = url.replaceAll("ftp://(.*)@.*", "$1").split(":", 2);
    try (Socket control = new Socket("127.0.0.1", first)) {
      BufferedReader replies =
          new BufferedReader(new InputStreamReader(control.getInputStream(), ISO_8859_1));
      assertThat(replies.readLine()).startsWith("220");
      assertThat(ask(control, replies, "USER " + login[0])).startsWith("331");
      assertThat(ask(control, replies, "PASS " + login[1])).startsWith("230");
      assertThat(ask(control, replies, "EPSV")).contains("|||" + (first + 2) + "|");
      try (Socket data = new Socket("127.0.0.1", first + 2)) {
        assertThat(ask(control, replies, "STOR file")).startsWith("150");
        data.getOutputStream().write(HALF);

        write(site(first + 1, first + 3));
        hangUp();
        awaitLogged("site in force");
        assertThat(log()).contains("site changed key=\"listen\" before=\"127.0.0.1:" + first);

        data.getOutputStream().write(HALF);
      }
      assertThat(replies.readLine()).startsWith("226");
      assertThat(Files.size(folder.resolve("home/files").resolve(login[0]).resolve("file")))
          .isEqualTo(2L * HALF.length);
      assertThat(ask(control, replies, "EPSV")).contains("|||" + (first + 3) + "|");
    }
    assertThat(greeting(first + 1)).startsWith("220");

    write("listen: 127.0.0.1:" + first + "\nlisten-to: nobody\n");
    awaitLogged("the site in force stays");
    assertThat(log()).contains("site.yaml:2:1: ");
    Path half = Files.writeString(folder.resolve("half.pem"), "-----BEGIN CERTIFICATE-----\n");
    write(
        site(first + 2, first + 3) + "certificates: {files: [{certificate: %s}]}".formatted(half));
    awaitLogged(half + ":1: BEGIN CERTIFICATE has no END");
    assertThat(greeting(first + 1)).startsWith("220");

    process().destroy();
    assertThat(process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process().exitValue()).isZero();
  }

  private void start() throws IOException {
    started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "pasvport.app.Main",
                "up",
                "--site",
                folder.resolve("site.yaml").toString(),
                "--home",
                folder.resolve("home").toString())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("log").toFile())
            .start();
  }

  private void write(String site) throws IOException {
    Files.writeString(folder.resolve("site.yaml"), site);
  }

  private static String site(int control, int data) {
    return "listen: 127.0.0.1:%d%npassive: {ports: %d}%nembedded: {sftp-port: 0}%n"
        .formatted(control, data);
  }

  private String printedUrl() throws IOException {
    assertThat(process().isAlive()).as(log()).isTrue();
    List<String> lines = Files.readAllLines(folder.resolve("out"));
    boolean whole = lines.stream().anyMatch(line -> line.startsWith("# site:"));
    return whole ? lines.getFirst() : "";
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private void awaitLogged(String text) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(log()).contains(text));
  }

  private void hangUp() throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process().pid())).start().waitFor())
        .isZero();
  }

  private static String ask(Socket control, BufferedReader replies, String command)
      throws IOException {
    control.getOutputStream().write((command + "\r\n").getBytes(ISO_8859_1));
    return replies.readLine();
  }

  private static String greeting(int port) throws IOException {
    try (Socket control = new Socket("127.0.0.1", port);
        var in = new InputStreamReader(control.getInputStream(), ISO_8859_1)) {
      return new BufferedReader(in).readLine();
    }
  }

  /** Four that follow one another, below those that the system hands out. */
  private static int freePorts() {
    while (true) {
      int from = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      boolean free = true;
      for (int port = from; port < from + 4; port++) {
        try (ServerSocket socket = new ServerSocket(port)) {
          free &= socket.isBound();
        } catch (IOException _) {
          free = false;
        }
      }
      if (free) {
        return from;
      }
    }
  }
}
