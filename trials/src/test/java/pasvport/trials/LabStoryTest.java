package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import pasvport.lab.Command;
import pasvport.lab.Lab;

/** {@code pasvport lab}, as whoever reads the README runs it. */
@Tag("lab")
final class LabStoryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void the_test_fails_and_says_why_then_passes_then_passes_under_tls() {
    assumeTrue(Lab.missing().isEmpty(), () -> String.join("; ", Lab.missing()));
    var ran =
        Command.here(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "pasvport.app.Main",
                    "lab"))
            .within(PATIENCE)
            .orThrow();
    assertThat(ran.stdout())
        .containsSubsequence(
            "ftp://198.51.100.1/report.bin does not work as it should.",
            "pasv-private-address",
            "passive-unreachable",
            "pasv_address=198.51.100.1",
            "Confirmed: change 1 stays.",
            "ftp://198.51.100.1/report.bin works.",
            "Confirmed: change 2 stays.",
            "ftpes://198.51.100.1:2121/report.bin works.");
  }
}
