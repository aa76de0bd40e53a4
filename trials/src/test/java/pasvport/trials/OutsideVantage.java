package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import pasvport.doctor.vantage.Challenge;
import pasvport.doctor.vantage.Token;
import pasvport.lab.Host;

/**
 * A running {@code pasvport vantage} in its role outside, a process of its own.
 *
 * @param tokens the file that holds its one token
 * @param fingerprint of the certificate that it has made
 */
record OutsideVantage(String url, Path tokens, Token token, String fingerprint) {
  private static final int PORT = 8443;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Pattern FINGERPRINT = Pattern.compile("SHA-256 ([0-9A-Fa-f:]{64,95})");

  /** Starts one at the client's address of a lab, which tests the lab's servers. */
  static OutsideVantage start(DoctorLab lab) throws IOException {
    return start(lab.outside, DoctorLab.CLIENT, "198.51.100.0/24", lab.folder.resolve("vantage"));
  }

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
            Pasvport.verb(
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

  /** The setting of a vsftpd that proves to it whose server that is. */
  String banner(DoctorSpot spot) {
    return "ftpd_banner=" + Challenge.of(token, spot.address()).text();
  }

  /** The options of a test that it shall carry out. */
  List<String> options(String... more) {
    var options =
        new ArrayList<>(
            List.of(
                "--from",
                url,
                "--token-file",
                tokens.toString(),
                "--vantage-fingerprint",
                fingerprint));
    options.addAll(List.of(more));
    return options;
  }
}
