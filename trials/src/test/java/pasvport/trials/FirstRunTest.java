package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.trials.client.Mode;

/** {@code pasvport up} without a site file, on a host by itself: the printed URL works. */
@Tag("lab")
final class FirstRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int BLOCK = 1 << 20;
  private static final int BLOCKS = 1024;

  @TempDir private static Path folder;
  private static Lab lab;
  private static Host host;
  private static Pasvport pasvport;
  private static Path home;
  private static Path file;

  @BeforeAll
  static void start() throws IOException {
    var missing = Lab.missing();
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    lab = Lab.open("first-run");
    host = lab.host("alone");
    home = folder.resolve("home");
    pasvport = Pasvport.up(host, home);
    file = folder.resolve("sent");
    try (var out = new BufferedOutputStream(Files.newOutputStream(file), BLOCK)) {
      for (int block = 0; block < BLOCKS; block++) {
        out.write(Content.of(1_000_000 + block, BLOCK));
      }
    }
  }

  @AfterAll
  static void tear_down() {
    if (lab != null) {
      lab.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PASV", "EPSV"})
  void a_gibibyte_goes_there_and_back_byte_for_byte(Mode mode) throws IOException {
    var back = folder.resolve("back");
    curl(mode, "--upload-file", file.toString(), pasvport.url() + mode);
    curl(mode, "--output", back.toString(), pasvport.url() + mode);

    assertThat(Files.size(back)).isEqualTo(1L << 30);
    assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    curl(mode, "--quote", "DELE " + mode, pasvport.url());
    Files.delete(back);
  }

  @Test
  void the_password_is_printed_and_kept_nowhere_in_clear() throws IOException {
    String password = pasvport.url().replaceAll("ftp://[^:]*:([^@]*)@.*", "$1");

    assertThat(password.length()).isGreaterThanOrEqualTo(16);
    try (var kept = Files.walk(home)) {
      for (var each :
          kept.filter(Files::isRegularFile)
              .filter(path -> !path.startsWith(home.resolve("files")))
              .toList()) {
        assertThat(Files.readString(each)).as(each.toString()).doesNotContain(password);
      }
    }
    assertThat(pasvport.log()).doesNotContain(password);
  }

  @Test
  void a_wrong_password_lets_nobody_in() {
    var ran =
        host.run("curl", "-sS", pasvport.url().replaceAll(":[^:@]*@", ":guess@")).within(PATIENCE);

    assertThat(ran.exit()).isEqualTo(67); // curl(1): the login was denied
  }

  private static void curl(Mode mode, String... words) {
    var command =
        new ArrayList<>(List.of("curl", "--disable", "--silent", "--show-error", "--verbose"));
    if (mode == Mode.PASV) {
      command.add("--disable-epsv");
    }
    command.addAll(List.of(words));
    var ran = host.run(command).within(PATIENCE).orThrow();
    assertThat(ran.stderr()).contains(mode == Mode.PASV ? "< 227 " : "< 229 ");
  }
}
