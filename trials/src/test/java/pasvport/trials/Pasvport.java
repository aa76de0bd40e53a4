package pasvport.trials;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import pasvport.lab.Host;
import pasvport.lab.Running;

/** A running {@code pasvport up}, a process of its own in a host. */
final class Pasvport implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Pattern SESSION_THREAD =
      Pattern.compile("^#\\d+ \"(session|(?:transfer|client|server)-\\d+)\"", Pattern.MULTILINE);

  static {
    // Most of what the trials wait for is there within milliseconds.
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
  }

  private final Host host;
  private final Running process;

  private Pasvport(Host host, Running process) {
    this.host = host;
    this.process = process;
  }

  /**
   * Starts one with a site.
   *
   * @param home made when it is not there; the site file is written beside it
   * @param control a port that it listens on when it is up
   */
  static Pasvport up(Host host, Path home, int control, String site) throws IOException {
    var file = Files.writeString(home.resolveSibling(home.getFileName() + ".yaml"), site);
    return up(host, List.of("--site", file.toString(), "--home", home.toString()), control);
  }

  /** Starts one without a site file. */
  static Pasvport up(Host host, Path home) throws IOException {
    return up(host, List.of("--home", home.toString()), 2121);
  }

  /** The command line of a verb that ends by itself or serves few: quick to start. */
  static List<String> verb(String... words) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "pasvport.app.Main"));
    command.addAll(List.of(words));
    return command;
  }

  private static Pasvport up(Host host, List<String> arguments, int control) {
    var command =
        new ArrayList<>(
            List.of(
                // Two thousand transfers take six each. A shell's limit may be a thousand.
                "prlimit",
                "--nofile=16384:16384",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "pasvport.app.Main",
                "up"));
    command.addAll(arguments);
    return new Pasvport(host, host.start(command, control));
  }

  /** The first URL that it printed. */
  String url() {
    process.awaitStdout("# site:", PATIENCE);
    return process
        .stdout()
        .lines()
        .filter(line -> line.startsWith("ftp://"))
        .findFirst()
        .orElseThrow();
  }

  String printed() {
    return process.stdout();
  }

  String log() {
    return process.stderr();
  }

  /** Where the log is now, for {@link #awaitLogged}. */
  int logged() {
    return log().length();
  }

  /** Waits until the log, from a point on, has a line with all these parts. */
  void awaitLogged(int from, String... parts) {
    try {
      await()
          .atMost(PATIENCE)
          .until(() -> log().substring(from).lines().anyMatch(line -> hasAll(line, parts)));
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(
          "no line with " + List.of(parts) + " in the log:\n" + log().substring(from), late);
    }
  }

  private static boolean hasAll(String line, String... parts) {
    return List.of(parts).stream().allMatch(line::contains);
  }

  /** Waits until the log, from a point on, names this reason for a refusal. */
  void awaitRefused(int from, String reason) {
    awaitLogged(from, " refused ", "reason=\"" + reason + "\"");
  }

  /** How many descriptors it has open at this moment. */
  long descriptors() {
    return list("fd").size();
  }

  /** How many of them are ends of pipes, through which data is spliced. */
  long pipeEnds() {
    return list("fd").stream().filter(Pasvport::isPipe).count();
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException closed) {
      return false;
    }
  }

  /**
   * The names of its kernel threads, but for the compiler's and the collector's, which come and go.
   */
  List<String> threads() {
    return list("task").stream()
        .map(Pasvport::name)
        .filter(name -> !name.matches("(C1|C2|GC|G1) .*|"))
        .sorted()
        .toList();
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException ended) {
      return "";
    }
  }

  private List<Path> list(String what) {
    try (var entries = Files.list(Path.of("/proc", Long.toString(process.pid()), what))) {
      return entries.toList();
    } catch (IOException gone) {
      throw new AssertionError("pasvport has ended:\n" + log(), gone);
    }
  }

  /** The names of its virtual threads that belong to sessions. */
  List<String> sessionThreads() throws IOException {
    var dump = Files.createTempDirectory("threads").resolve("dump");
    try {
      host.run(
              Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
              Long.toString(process.pid()),
              "Thread.dump_to_file",
              dump.toString())
          .within(PATIENCE)
          .orThrow();
      return SESSION_THREAD
          .matcher(Files.readString(dump))
          .results()
          .map(result -> result.group(1))
          .toList();
    } finally {
      Files.deleteIfExists(dump);
      Files.delete(dump.getParent());
    }
  }

  void terminate() {
    process.terminate();
  }

  /** Ends it without any last word. */
  void kill() {
    process.kill();
  }

  OptionalInt exit(Duration within) {
    return process.exit(within);
  }

  @Override
  public void close() {
    process.close();
  }
}
