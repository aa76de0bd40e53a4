package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.doctor.fact.Target;
import pasvport.doctor.finding.Client;
import pasvport.doctor.finding.Diagnosis;
import pasvport.doctor.finding.Effect;
import pasvport.doctor.finding.Finding;
import pasvport.doctor.probe.Authorities;
import pasvport.doctor.probe.Examination;
import pasvport.doctor.probe.HostKeys;
import pasvport.doctor.probe.SshLogin;
import pasvport.doctor.probe.Wish;
import pasvport.lab.LabException;
import pasvport.lab.Ran;

/**
 * What the doctor finds: failure modes made with a real firewall and real servers, each with
 * exactly what must and what may be found, and healthy combinations in which nothing must be.
 */
@Tag("lab")
final class DoctorTest {
  /** So many tests run at once in one outpost; most of the time they wait. */
  private static final int AT_ONCE = 8;

  /** A test that waits for a server's own verdict takes more than a minute, others before it. */
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** What one test came to. */
  record Outcome(List<String> found, List<String> ofClients, String told, long millis)
      implements Serializable {}

  /** All, or those whose names hold what {@code -Ddoctor.only='C17|NAT'} says. */
  private static final List<DoctorCase> CASES =
      DoctorCases.all().stream()
          .filter(each ->
              Pattern.compile(System.getProperty("doctor.only", ""))
                  .matcher(each.toString())
                  .find())
          .toList();

  @TempDir private static Path folder;
  private static DoctorLab lab;
  private static Outpost outpost;
  private static final Map<DoctorCase, CompletableFuture<Outcome>> OUTCOMES = new LinkedHashMap<>();

  /** What clients did there, after the test, each run's. */
  private static final Map<DoctorCase, CompletableFuture<Map<DoctorClients.Run, Ran>>> RUNS =
      new ConcurrentHashMap<>();

  private static Map<DoctorClients.Run, Ran> run(DoctorCase each, DoctorSpot spot) {
    var user = each.url().contains("alice@") ? "alice" : "anonymous";
    var ran = new LinkedHashMap<DoctorClients.Run, Ran>();
    DoctorClients.of(each).forEach(run -> ran.put(run, run.at(spot, user, outpost)));
    return ran;
  }

  static List<DoctorCase> casesWithClients() {
    return CASES.stream().filter(each -> !DoctorClients.of(each).isEmpty()).toList();
  }

  static List<DoctorCase> cases() {
    return CASES;
  }

  @BeforeAll
  static void build() throws IOException {
    lab = DoctorLab.open(folder);
    outpost = new Outpost(lab.outside);
    var free = new Semaphore(AT_ONCE);
    for (var each : CASES) {
      free.acquireUninterruptibly();
      OUTCOMES.put(each, begin(each).whenComplete((_, _) -> free.release()));
    }
  }

  /** A case that cannot be set up fails alone. */
  private static CompletableFuture<Outcome> begin(DoctorCase each) {
    try {
      var spot = lab.spot();
      Files.createDirectories(spot.folder());
      each.setup().at(spot);
      var outcome = examine(each, spot);
      RUNS.put(each, outcome.thenApplyAsync(_ -> run(each, spot), Thread::startVirtualThread));
      return outcome;
    } catch (IOException | LabException failed) {
      return CompletableFuture.failedFuture(failed);
    }
  }

  @AfterAll
  static void tear_down() {
    if (lab != null) {
      lab.close();
    }
  }

  private static CompletableFuture<Outcome> examine(DoctorCase each, DoctorSpot spot) {
    var url = each.url(spot);
    var authority = each.options().contains("trusted") ? lab.identity.certificate().toString() : "";
    boolean upload = each.options().contains("upload");
    int idle = each.options().contains("idle") ? 8 : 0;
    String[] addresses =
        each.options().contains("named")
            ? new String[] {spot.address(), spot.inside6()}
            : new String[0];
    boolean key = each.options().contains("key");
    var home = spot.folder().toString();
    return outpost.begin(() -> {
      var wish =
          new Wish(
              Target.parse(url),
              Optional.empty(),
              "guest",
              key ? ssh(home) : SshLogin.none(),
              authority.isEmpty() ? Authorities.known() : Authorities.with(Path.of(authority)),
              false,
              upload,
              Duration.ofSeconds(idle));
      var told = new ArrayList<String>();
      var facts =
          Examination.of(
              wish,
              name -> addresses.length == 0 ? InetAddress.getAllByName(name) : literal(addresses),
              line ->
                  told.add(
                      "%6d %d %s %s"
                          .formatted(
                              line.at().toMillis(), line.session(), line.kind(), line.text())));
      var diagnosis = Diagnosis.of(facts);
      diagnosis
          .findings()
          .forEach(finding ->
              told.add(finding.id() + ": " + finding.verdict() + " " + finding.evidence()));
      return new Outcome(
          diagnosis.findings().stream()
              .map(finding -> finding.id() + " " + finding.certainty())
              .collect(Collectors.toCollection(ArrayList::new)),
          diagnosis.findings().stream()
              .flatMap(finding -> finding.effects().stream().map(effect -> said(finding, effect)))
              .collect(Collectors.toCollection(ArrayList::new)),
          String.join("\n", told),
          facts.took().toMillis());
    });
  }

  private static String said(Finding finding, Effect effect) {
    return said(finding.id(), effect.client(), effect.works());
  }

  private static String said(String finding, Client client, boolean works) {
    return "%s: %s %s".formatted(finding, client, works ? "works" : "fails");
  }

  /** The login that OpenSSH takes in a spot. */
  private static SshLogin ssh(String folder) throws IOException {
    return new SshLogin(HostKeys.in(Path.of(folder, "known_hosts")), List.of())
        .with(Path.of(folder, "user_key"));
  }

  private static InetAddress[] literal(String... addresses) {
    var all = new InetAddress[addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      all[i] = InetAddress.ofLiteral(addresses[i]);
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void what_is_wrong_is_found_and_nothing_else(DoctorCase each) throws Exception {
    var outcome =
        Objects.requireNonNull(OUTCOMES.get(each)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    System.out.printf(
        "trial: doctor: %s: %s, %d ms%n",
        each, String.join(", ", outcome.found()), outcome.millis());
    var besides = new TreeSet<>(outcome.found());
    besides.removeAll(each.must());
    besides.removeAll(each.may());

    assertThat(outcome.found()).as(outcome.told()).containsAll(each.must());
    assertThat(besides).as(outcome.told()).isEmpty();
  }

  /** What the doctor says of curl, lftp, Python's ftplib and Java's Commons Net is what they do. */
  @ParameterizedTest
  @MethodSource("casesWithClients")
  void clients_do_as_is_said(DoctorCase each) throws Exception {
    var outcome =
        Objects.requireNonNull(OUTCOMES.get(each)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    var runs = Objects.requireNonNull(RUNS.get(each)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(runs)
        .allSatisfy((run, ran) -> {
          assertThat(ran.succeeded()).as(ran.toString()).isEqualTo(run.works());
          if (run.asSaid()) {
            assertThat(outcome.ofClients())
                .as("of %s with %s", run.client(), run.settings())
                .contains(said(run.finding(), run.client(), run.works()));
          }
        });
  }

  @Test
  void every_case_with_clients_is_made() {
    assertThat(DoctorCases.all()).extracting(DoctorCase::title).containsAll(DoctorClients.titles());
  }
}
