package pasvport.trials.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pasvport.lab.Host;
import pasvport.lab.Ran;

/** lftp: a script of commands over one session. */
public record Lftp(Host host, Entry entry, Mode mode) implements FtpClient, FtpsClient {
  private static final String SIGN = "---> ";

  @Override
  public Optional<String> cannot(Operation operation) {
    return mode == Mode.EPRT && !entry.overIpv6()
        ? Optional.of("lftp has no EPRT over IPv4")
        : Optional.empty();
  }

  @Override
  public List<String> names(String folder) {
    return run("cls -1 " + folder + "/")
        .stdout()
        .lines()
        .map(line -> line.substring(line.lastIndexOf('/') + 1))
        .toList();
  }

  @Override
  public String listing(String folder) {
    return run("ls " + folder + "/").stdout();
  }

  @Override
  public void upload(Path local, String remote) {
    run("put %s -o %s".formatted(local, remote));
  }

  @Override
  public void download(String remote, Path local) {
    run("get %s -o %s".formatted(remote, local));
  }

  @Override
  public void resumeUpload(Path local, String remote) {
    run("put -c %s -o %s".formatted(local, remote));
  }

  @Override
  public void resumeDownload(String remote, Path local) {
    run("get -c %s -o %s".formatted(remote, local));
  }

  @Override
  public void rename(String from, String to) {
    run("mv %s %s".formatted(from, to), "cls");
  }

  @Override
  public void delete(String remote) {
    run("rm " + remote, "cls");
  }

  /**
   * lftp sends Telnet's interrupt and synch as urgent data before ABOR, and goes on with the
   * session.
   */
  @Override
  public void abortThenDownload(String big, Path part, String small, Path whole)
      throws IOException {
    try (var process = host.pipe(List.of("lftp", "--norc"))) {
      var commands = process.input();
      commands.write(script("set net:limit-rate 1M", "get %s -o %s &".formatted(big, part)));
      commands.flush();
      await().atMost(PATIENCE).until(() -> Files.exists(part) && Files.size(part) > 0);
      commands.write(
          lines(
              "kill all", "set net:limit-rate 0", "get %s -o %s".formatted(small, whole), "exit"));
      commands.flush();
      process.awaitStderr(SIGN + "QUIT", PATIENCE);
      assertThat(process.exit(PATIENCE)).hasValue(0);
      var dialogue = new Dialogue(SIGN, process.stderr());
      dialogue.assertUsed(mode);
      dialogue.assertAborted("<--- ");
      assertThat(dialogue.text()).containsOnlyOnce("---> USER");
    }
  }

  @Override
  public Optional<String> cannotProtect() {
    return Optional.empty();
  }

  @Override
  public Resumption resumption() {
    return Resumption.ALWAYS;
  }

  @Override
  public String roundTrip(Path local, String remote, String folder, List<Path> copies) {
    var commands = new ArrayList<String>();
    commands.add("put %s -o %s".formatted(local, remote));
    commands.add("ls " + folder + "/");
    copies.forEach(copy -> commands.add("get %s -o %s".formatted(remote, copy)));
    var ran = run(commands.toArray(String[]::new));
    assertThat(ran.stderr()).containsOnlyOnce("---> USER");
    return ran.stdout();
  }

  private List<String> protection() {
    var tls = entry.tls();
    String dataToo = tls.dataToo() ? "yes" : "no";
    return tls.wanted()
        ? List.of(
            "set ftp:ssl-force yes",
            "set ftp:ssl-protect-data " + dataToo,
            "set ftp:ssl-protect-list " + dataToo,
            "set ssl:ca-file " + tls.authority(),
            "set ssl:priority NORMAL:-VERS-ALL:+VERS-"
                + tls.version().toString().replace("TLSv", "TLS"))
        : List.of("set ftp:ssl-allow no");
  }

  private Ran run(String... commands) {
    var ran =
        host.run("lftp", "--norc", "-c", new String(script(commands), UTF_8))
            .within(PATIENCE)
            .orThrow();
    new Dialogue(SIGN, ran.stderr()).assertUsed(mode);
    return ran;
  }

  /** Settings and login, then these. */
  private byte[] script(String... commands) {
    var script = new ArrayList<String>();
    script.add("set cmd:fail-exit yes");
    script.add("set net:max-retries 1");
    script.add("set net:timeout 30");
    script.add("set xfer:clobber yes");
    script.add("set ftp:passive-mode " + (mode.passive() ? "yes" : "no"));
    script.add("set ftp:prefer-epsv " + (mode == Mode.EPSV ? "yes" : "no"));
    // Whoever connects for data must be the one at the other end of the control connection.
    script.add("set ftp:verify-address yes");
    script.addAll(protection());
    script.add("debug 5");
    script.add("open " + entry.url(""));
    script.addAll(List.of(commands));
    return lines(script.toArray(String[]::new));
  }

  private static byte[] lines(String... commands) {
    return (String.join("\n", commands) + "\n").getBytes(UTF_8);
  }
}
