package pasvport.trials.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import pasvport.lab.Host;

/** tnftp, the ftp of the BSDs: commands on standard input over one session. */
public record Tnftp(Host host, Entry entry, Mode mode) implements FtpClient {
  @Override
  public Optional<String> cannot(Operation operation) {
    return Optional.empty();
  }

  @Override
  public List<String> names(String folder) throws IOException {
    return shown("nlist", folder)
        .lines()
        .map(line -> line.substring(line.lastIndexOf('/') + 1))
        .toList();
  }

  @Override
  public String listing(String folder) throws IOException {
    return shown("ls", folder);
  }

  /** By way of a file: standard output has the dialogue too. */
  private String shown(String command, String folder) throws IOException {
    var file = Files.createTempFile("tnftp", ".list");
    try {
      run("%s %s %s".formatted(command, folder, file));
      return Files.readString(file);
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public void upload(Path local, String remote) {
    run("put %s %s".formatted(local, remote));
  }

  @Override
  public void download(String remote, Path local) {
    run("get %s %s".formatted(remote, local));
  }

  /** It wants to be told where to go on; the first session is there to ask. */
  @Override
  public void resumeUpload(Path local, String remote) {
    String size = run("size " + remote, "nlist").text().replaceAll("(?s).*\\R213 (\\d+).*", "$1");
    run("restart " + size, "put %s %s".formatted(local, remote));
  }

  @Override
  public void resumeDownload(String remote, Path local) {
    run("reget %s %s".formatted(remote, local));
  }

  @Override
  public void rename(String from, String to) {
    run("rename %s %s".formatted(from, to), "nlist");
  }

  @Override
  public void delete(String remote) {
    run("delete " + remote, "nlist");
  }

  /**
   * Interrupted, tnftp sends Telnet's interrupt and synch as urgent data before ABOR, and goes on
   * with the session.
   */
  @Override
  public void abortThenDownload(String big, Path part, String small, Path whole)
      throws IOException {
    try (var process = host.pipe(command())) {
      var commands = process.input();
      commands.write(lines("rate get 1m", "get %s %s".formatted(big, part), "rate get 0"));
      commands.flush();
      await().atMost(PATIENCE).until(() -> Files.exists(part) && Files.size(part) > 0);
      process.interrupt();
      commands.write("get %s %s\nbye\n".formatted(small, whole).getBytes(UTF_8));
      commands.flush();
      var exit = process.exit(PATIENCE);
      process.terminate();
      var shown = new String(process.output().readAllBytes(), UTF_8);
      assertThat(exit).as(shown).hasValue(0);
      var dialogue = dialogue(shown);
      // It does not show that it sends ABOR, only what it hears.
      assertThat(dialogue.text())
          .containsPattern("receive aborted.*\\R426 .*\\R22[56][ -]")
          .containsOnlyOnce("---> USER");
    }
  }

  private Dialogue run(String... commands) {
    var ran =
        host.run(command())
            .reading((new String(lines(commands), UTF_8) + "bye\n").getBytes(UTF_8))
            .within(PATIENCE)
            .orThrow();
    var dialogue = dialogue(ran.stdout());
    // Its exit code does not say.
    assertThat(dialogue.text()).doesNotContainPattern("(?m)^[45]\\d\\d ");
    return dialogue;
  }

  private Dialogue dialogue(String text) {
    var dialogue = new Dialogue("---> ", text);
    dialogue.assertUsed(mode);
    return dialogue;
  }

  /** Login and settings, then these. */
  private byte[] lines(String... commands) {
    String extended = mode.extended() ? "on" : "off";
    return """
    user %s %s
    binary
    epsv %s
    passive %s
    %s
    """
        .formatted(
            entry.user(),
            entry.password(),
            extended,
            mode.passive() ? "on" : "off",
            String.join("\n", commands))
        .getBytes(UTF_8);
  }

  private List<String> command() {
    return List.of(
        "tnftp",
        entry.overIpv6() ? "-6" : "-4",
        "-d", // show the dialogue
        "-i", // ask nothing
        "-n", // no login of its own
        "-v",
        entry.host(),
        Integer.toString(entry.port()));
  }
}
