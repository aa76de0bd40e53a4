package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import pasvport.doctor.vantage.Token;
import pasvport.lab.Host;

/**
 * A {@code pasvport vantage} on a host; it ends with the lab.
 *
 * @param url where it is asked
 * @param tokens its file of tokens
 * @param token the one in it
 * @param fingerprint of the certificate that it shows
 */
record OutsideVantage(String url, Path tokens, Token token, String fingerprint) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int PORT = 8443;

  private static final Pattern FINGERPRINT = Pattern.compile("SHA-256 ([0-9A-Fa-f:]{64,95})");

  /**
   * Starts one.
   *
   * @param address of the host, at which it listens
   * @param allowed a network that is not public and that it may test
   */
  static OutsideVantage start(Host host, String address, String allowed, Path home)
      throws IOException {
    var vantage =
        host.start(
            CommandLines.of(
                "vantage",
                "--listen",
                address + ":" + PORT,
                "--allow",
                allowed,
                "--home",
                home.toString()),
            PORT);
    vantage.awaitStdout("SHA-256", PATIENCE);
    var shown = FINGERPRINT.matcher(vantage.stdout());
    assertThat(shown.find()).as(vantage.stdout()).isTrue();
    var tokens = home.resolve("vantage-tokens");
    var words = Files.readAllLines(tokens).getLast().split(" ", -1);
    var token = new Token(words[0], words[1]);
    assertThat(vantage.stdout()).contains(token.secret());
    return new OutsideVantage(
        "https://%s:%d".formatted(address, PORT), tokens, token, shown.group(1));
  }

  /** The options of a verb that has it test something. */
  List<String> options() {
    return List.of(
        "--from", url, "--token-file", tokens.toString(), "--vantage-fingerprint", fingerprint);
  }
}
