package pasvport.trials.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import pasvport.lab.Ran;
import pasvport.lab.Running;
import pasvport.trials.Outpost;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./bench}: every contender in turn, several rounds, medians. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures Pasvport beside its peers, in the lab: as root, on Linux.")
final class Bench implements Callable<Integer> {
  private static final Duration TRANSFER_PATIENCE = Duration.ofMinutes(2);
  private static final int AT_ONCE = 16;
  private static final int SESSION_SECONDS = 4;

  /** Until Java has compiled what sessions need. */
  private static final int WARM_SESSIONS = 6000;

  private static final int FEW_SESSIONS = 200;

  private static final int WARM_SECONDS = 30;
  private static final int WARM_TRANSFERS = 5;
  private static final int DELAY_ROUNDS = 2000;
  private static final int BUSY_TRANSFERS = 64;
  private static final int BUSY_SECONDS = 8;
  private static final int IDLE_SESSIONS = 5000;

  /** Each makes its client a handshake, one after another. */
  private static final int IDLE_SECURED = 1_000;

  /** Fixed, so that only what sessions touch makes the difference. */
  private static final String IDLE_HEAP = "-Xms192m -Xmx192m";

  private static final double MILLI = 1000;
  private static final double GB = 1e9;

  @Option(names = "--rounds", description = "How often each contender is measured (default: 5).")
  private int rounds = 5;

  @Option(
      names = "--only",
      split = ",",
      description = "Contenders to measure: ${COMPLETION-CANDIDATES}.")
  private List<Contender> only = List.of(Contender.values());

  @Option(names = "--quick", description = "A short warm-up, for a first look.")
  private boolean quick;

  @Option(names = "--peers", required = true, description = "Where the peers are unpacked.")
  private Path peers = Path.of("");

  @Option(names = "--json", description = "Write the figures to this file.")
  private @Nullable Path json;

  @Option(names = "--compare", description = "Show how the figures differ from this file's.")
  private @Nullable Path compare;

  /** Every figure of every round, by contender and by what was measured. */
  private final Map<Contender, Map<String, List<Double>>> figures = new EnumMap<>(Contender.class);

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("/dev/shm"), "pasvport-bench");
    try (Field field = Field.open(folder);
        Outpost load = new Outpost(field.client)) {
      Map<Contender, Running> compiled = new EnumMap<>(Contender.class);
      List<Contender> moving = only.stream().filter(each -> !each.isIdle()).toList();
      for (Contender contender : moving) {
        if (contender.isJava()) {
          System.err.println("warming up: " + contender.label());
          compiled.put(contender, contender.start(field, folder, peers, ""));
          warmUp(contender, field, load, folder);
        }
      }
      for (int round = 1; round <= rounds; round++) {
        for (Contender contender : moving) {
          System.err.printf("round %d of %d: %s%n", round, rounds, contender.label());
          takeTurn(contender, compiled.get(contender), field, load, folder);
        }
      }
      compiled.values().forEach(Running::close);
      for (Contender contender : only) {
        if (contender.isIdle()) {
          System.err.println("memory of idle sessions: " + contender.label());
          measureMemory(contender, field, load, folder);
        }
      }
    } finally {
      delete(folder);
    }
    Map<String, Map<String, Double>> medians = medians();
    print(medians, System.out);
    if (json != null) {
      Files.writeString(
          json,
          JsonMapper.builder()
              .build()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(medians));
    }
    return 0;
  }

  /** Who does not stay from turn to turn starts with each, so that nothing runs on behind it. */
  private void takeTurn(
      Contender contender, @Nullable Running compiled, Field field, Outpost load, Path folder)
      throws IOException {
    contender.enter(field);
    @Nullable Running own =
        contender.isProcess() && compiled == null
            ? contender.start(field, folder, peers, "")
            : null;
    try {
      var _ = transfer(contender, field, folder, true);
      load.call(sessions(contender, field, FEW_SESSIONS, SESSION_SECONDS));
      measure(contender, compiled == null ? own : compiled, field, load, folder);
    } finally {
      if (own != null) {
        own.close();
      }
      contender.leave(field);
    }
  }

  private void warmUp(Contender contender, Field field, Outpost load, Path folder) {
    for (int each = 0; each < (quick ? 1 : WARM_TRANSFERS); each++) {
      var _ = transfer(contender, field, folder, true);
      var _ = transfer(contender, field, folder, false);
    }
    load.call(sessions(contender, field, quick ? FEW_SESSIONS : WARM_SESSIONS, WARM_SECONDS));
  }

  private static Outpost.Errand<Sessions.Count> sessions(
      Contender contender, Field field, int most, int seconds) {
    return contender.isSecured()
        ? Sessions.runSecured(
            contender.host(),
            contender.port(),
            AT_ONCE,
            most,
            seconds,
            field.certificate().toString())
        : Sessions.run(contender.host(), contender.port(), AT_ONCE, most, seconds);
  }

  private void measure(
      Contender contender, @Nullable Running process, Field field, Outpost load, Path folder)
      throws IOException {
    double before = processorSeconds(process);
    OptionalDouble down = transfer(contender, field, folder, true);
    double after = processorSeconds(process);
    OptionalDouble up = transfer(contender, field, folder, false);
    double end = processorSeconds(process);
    note(contender, "transfers failed", (down.isEmpty() ? 1 : 0) + (up.isEmpty() ? 1 : 0));
    if (down.isPresent()) {
      note(contender, "down GB/s", down.getAsDouble() / GB);
      note(contender, "down CPU s/GiB", after - before);
    }
    if (up.isPresent()) {
      note(contender, "up GB/s", up.getAsDouble() / GB);
      note(contender, "up CPU s/GiB", end - after);
    }

    before = processorSeconds(process);
    Sessions.Count count =
        load.call(sessions(contender, field, Integer.MAX_VALUE, SESSION_SECONDS));
    note(contender, "sessions/s", count.perSecond());
    note(contender, "sessions failed", count.failed());
    note(
        contender,
        "CPU ms/session",
        (processorSeconds(process) - before) * MILLI / Math.max(1, count.done()));

    if (contender.isSecured()) {
      return;
    }
    noteDelays(contender, "idle", load);
    CompletableFuture<Sessions.Count> busy =
        load.begin(
            Sessions.transfers(contender.host(), contender.port(), BUSY_TRANSFERS, BUSY_SECONDS));
    noteDelays(contender, "64 transfers", load);
    note(contender, "64 transfers, failed", busy.join().failed());
  }

  /** What a session that is logged in and idle keeps in the gateway's process. */
  private void measureMemory(Contender idle, Field field, Outpost load, Path folder)
      throws IOException {
    try (Outpost behind = new Outpost(field.server);
        var _ = behind.keep(() -> new QuietServer(Field.QUIET_PORT));
        Running process = idle.start(field, folder, peers, IDLE_HEAP)) {
      // Once and gone, so that what is loaded with the first session is not counted.
      load.keep(logIn(idle, field, AT_ONCE)).close();
      long none = Memory.residentKib(field.middle, process.pid());
      long live = Memory.liveKib(field.middle, process.pid());
      int count = idle.isSecured() ? IDLE_SECURED : IDLE_SESSIONS;
      try (var _ = load.keep(logIn(idle, field, count))) {
        long all = Memory.residentKib(field.middle, process.pid());
        Contender shown = idle.isSecured() ? Contender.TLS : Contender.SPLICE;
        note(shown, "KiB/session, idle", (double) (all - none) / count);
        note(
            shown,
            "live heap KiB/session, idle",
            (double) (Memory.liveKib(field.middle, process.pid()) - live) / count);
      }
    }
  }

  private static Outpost.Errand<Sessions.Idle> logIn(Contender idle, Field field, int count) {
    return idle.isSecured()
        ? Sessions.logInSecured(idle.host(), idle.port(), count, field.certificate().toString())
        : Sessions.logIn(idle.host(), idle.port(), count);
  }

  private void noteDelays(Contender contender, String when, Outpost load) {
    double[] micros = load.call(Sessions.delays(contender.host(), contender.port(), DELAY_ROUNDS));
    note(contender, "NOOP p50 ms, " + when, micros[micros.length / 2] / MILLI);
    note(contender, "NOOP p99 ms, " + when, micros[micros.length * 99 / 100] / MILLI);
  }

  private static double processorSeconds(@Nullable Running process) throws IOException {
    if (process == null) {
      return 0;
    }
    Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
    return handle.isPresent() ? Processor.seconds(handle.get()) : 0;
  }

  /** Bytes a second of one transfer of the large file by curl; empty if it failed. */
  private static OptionalDouble transfer(
      Contender contender, Field field, Path folder, boolean down) {
    String url = "ftp://" + contender.host() + ":" + contender.port() + "/";
    Ran ran =
        down
            ? field
                .client
                .run(
                    curl(
                        contender,
                        field,
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{speed_download}",
                        url + Field.LARGE))
                .within(TRANSFER_PATIENCE)
            : field
                .client
                .run(
                    curl(
                        contender,
                        field,
                        "-T",
                        folder.resolve("root").resolve(Field.LARGE).toString(),
                        "-w",
                        "%{speed_upload}",
                        url + "pub/uploaded"))
                .within(TRANSFER_PATIENCE);
    if (ran.exit() != 0) {
      System.err.println(contender.label() + ": " + ran.stderr().strip());
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Double.parseDouble(ran.stdout().strip()));
  }

  private static List<String> curl(Contender contender, Field field, String... words) {
    List<String> command = new ArrayList<>(List.of("curl", "-sS"));
    if (contender.isSecured()) {
      command.addAll(List.of("--ssl-reqd", "--cacert", field.certificate().toString()));
    }
    command.addAll(List.of(words));
    return command;
  }

  private void note(Contender contender, String what, double value) {
    figures
        .computeIfAbsent(contender, each -> new LinkedHashMap<>())
        .computeIfAbsent(what, each -> new ArrayList<>())
        .add(value);
  }

  private Map<String, Map<String, Double>> medians() {
    Map<String, Map<String, Double>> medians = new LinkedHashMap<>();
    figures.forEach((contender, measured) -> {
      Map<String, Double> row = new LinkedHashMap<>();
      measured.forEach((what, values) -> row.put(what, median(values)));
      medians.put(contender.label(), row);
    });
    return medians;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** A row for each thing that was measured, a column for each contender, as Markdown. */
  private void print(Map<String, Map<String, Double>> medians, PrintStream out) throws IOException {
    Map<String, Map<String, Double>> earlier = earlier();
    out.println("| median of " + rounds + " | " + String.join(" | ", medians.keySet()) + " |");
    out.println("| --- |" + " ---: |".repeat(medians.size()));
    List<String> rows =
        medians.values().stream().flatMap(row -> row.keySet().stream()).distinct().toList();
    for (String row : rows) {
      StringBuilder line = new StringBuilder("| " + row + " |");
      medians.forEach((contender, values) ->
          line.append(' ')
              .append(cell(values.get(row), earlier.getOrDefault(contender, Map.of()).get(row)))
              .append(" |"));
      out.println(line);
    }
  }

  private static String cell(@Nullable Double value, @Nullable Double earlier) {
    if (value == null) {
      return "–";
    }
    String text = String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.0f", value);
    return earlier == null || earlier == 0
        ? text
        : text + String.format(Locale.ROOT, " (%+.0f %%)", (value / earlier - 1) * 100);
  }

  @SuppressWarnings("unchecked") // what --json wrote
  private Map<String, Map<String, Double>> earlier() throws IOException {
    return compare == null
        ? Map.of()
        : JsonMapper.builder().build().readValue(Files.readString(compare), Map.class);
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path each : all.sorted(Collections.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
