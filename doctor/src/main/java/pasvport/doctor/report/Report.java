package pasvport.doctor.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Harmless;
import pasvport.doctor.fact.Line;
import pasvport.doctor.finding.Diagnosis;
import pasvport.doctor.finding.Finding;
import pasvport.doctor.finding.Way;

/**
 * What a test came to, as a reader is shown it.
 *
 * @param target the URL that was tested
 * @param host its name or address
 * @param server the server's make, by its own words
 * @param client the address that the test connected from; empty if no connection stood
 * @param address the address that was tested first; empty if the name has none
 * @param control how the control connection went
 * @param sessions how many control connections there were
 * @param transfers how many data connections
 */
public record Report(
    String target,
    String host,
    Instant began,
    Duration took,
    String server,
    String client,
    String address,
    Control control,
    int sessions,
    int transfers,
    List<Finding> findings,
    List<Way> ways,
    List<Line> transcript) {

  public Report {
    server = Harmless.inShort(server);
    findings = List.copyOf(findings);
    ways = List.copyOf(ways);
    transcript = List.copyOf(transcript);
  }

  /** Whether the server spoke on the control connection. */
  public enum Control {
    SPOKE,
    SILENT,
    /** It has no address, so there was none. */
    UNTRIED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Report of(Diagnosis diagnosis) {
    var facts = diagnosis.facts();
    return new Report(
        facts.target().toString(),
        facts.target().host(),
        facts.began(),
        facts.took(),
        server(facts),
        connections(facts)
            .filter(Connected.Open.class::isInstance)
            .map(Connected.Open.class::cast)
            .findFirst()
            .map(open -> Addresses.shown(open.local().getAddress()))
            .orElse(""),
        facts.lookup().addresses().stream().findFirst().map(Addresses::shown).orElse(""),
        control(facts),
        facts.sessions().size() + facts.sshes().size() + facts.sftps().size(),
        facts.transfers().size(),
        diagnosis.findings(),
        diagnosis.ways(),
        facts.transcript());
  }

  /** What it says that it is. */
  private static String server(Facts facts) {
    return facts.sshes().stream()
        .flatMap(ssh -> ssh.version().stream())
        .findFirst()
        .orElseGet(() -> facts.product().toString());
  }

  private static Stream<Connected> connections(Facts facts) {
    return Stream.concat(
        facts.sessions().stream().map(session -> session.connected()),
        facts.sshes().stream().map(ssh -> ssh.connected()));
  }

  private static Control control(Facts facts) {
    boolean spoke =
        facts.sessions().stream().anyMatch(session -> session.greeting().is(2))
            || facts.sshes().stream().anyMatch(ssh -> ssh.key());
    return spoke
        ? Control.SPOKE
        : facts.lookup().addresses().isEmpty() ? Control.UNTRIED : Control.SILENT;
  }

  public Outcome outcome() {
    return Outcome.of(findings);
  }

  /** The outcome in a sentence. */
  public String headline() {
    return target
        + switch (outcome()) {
          case WORKS -> " works.";
          case FAULTS -> " does not work as it should.";
          case WARNINGS -> " works, but not for everyone or not for long.";
          case UNTESTED -> " could not be tested.";
        };
  }

  /** The same with further findings. */
  public Report with(List<Finding> further) {
    return new Report(
        target,
        host,
        began,
        took,
        server,
        client,
        address,
        control,
        sessions,
        transfers,
        Stream.concat(findings.stream(), further.stream())
            .sorted(Comparator.comparing(Finding::severity))
            .toList(),
        ways,
        transcript);
  }
}
