package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import pasvport.doctor.ends.End;
import pasvport.doctor.ends.Outer;
import pasvport.doctor.ends.TwoSided;
import pasvport.doctor.fact.Line;
import pasvport.doctor.fact.Scheme;
import pasvport.doctor.fact.Target;
import pasvport.doctor.finding.Diagnosis;
import pasvport.doctor.probe.Authorities;
import pasvport.doctor.probe.Examination;
import pasvport.doctor.probe.Wish;
import pasvport.doctor.report.Report;
import pasvport.doctor.report.ReportJson;
import pasvport.site.Json;
import pasvport.web.RemoteEnd;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pasvport test}: tests a server from here and says what is wrong. */
@Command(
    name = "test",
    description = {
      "Tests an FTP server from here and says what is wrong, how sure that is, and what to do.",
      "",
      "It logs in, opens data connections in every mode, in clear and under TLS, lists, downloads"
          + " the largest file that it sees, and compares. It connects to the server's address alone,"
          + " at ports that the server announces, and never sends a password again that was refused."
          + " Where nothing answers it takes about a minute, else seconds."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport test ftp.example.com",
      "  pasvport test ftpes://ftp.example.com/incoming/ --user alice --password-file secret --upload",
      "  pasvport test ftps://ftp.example.com --report report.html --redact",
      "  pasvport test sftp://ftp.example.com/in/ --user alice --key ~/.ssh/id_ed25519",
      "  pasvport test ftp.example.com --from https://vantage.example.net:8443 --token-file token",
      "  pasvport test ftp.example.com --from https://vantage.example.net:8443 --token-file token \\",
      "    --beside here --redirect",
      "  pasvport test --findings",
      "",
      "Exit codes: 0 it works, 1 something does not, 2 warnings, 3 it could not be tested, 64 wrong usage."
    })
final class TestCommand implements Callable<Integer> {
  private static final int UNTESTED = 3;

  @Parameters(
      paramLabel = "URL",
      arity = "0..1",
      description =
          "ftp://, ftpes:// (TLS after AUTH TLS), ftps:// (TLS at once) or sftp://, then HOST, and"
              + " perhaps :PORT and /FOLDER/ or /FILE.")
  private @Nullable String url;

  @Mixin private TestLogin login = new TestLogin();

  @Option(
      names = "--upload",
      description = "Stores a file of 256 KiB in the URL's folder, and deletes it.")
  private boolean upload;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      description = "Leaves a session alone for so long, and looks whether it lives: 90s, 10m, 1h.")
  private @Nullable String idle;

  @Mixin private TestFrom from = new TestFrom();

  @Mixin private TestBeside beside = new TestBeside();

  @Option(names = "--json", description = "Prints the outcome as JSON.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Writes the outcome as a page that needs nothing else.")
  private @Nullable Path report;

  @Option(
      names = "--redact",
      description =
          "Takes addresses, names, users, paths and fingerprints out of the outcome, for a ticket.")
  private boolean redact;

  @Option(names = "--verbose", description = "Shows every command and reply as it happens.")
  private boolean verbose;

  @Option(names = "--no-colour", description = "Prints without colour.")
  private boolean noColour;

  @Option(names = "--findings", description = "Lists everything that can be found, and ends.")
  private boolean findings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (findings) {
      print(TestCatalogue.text());
      return Main.OK;
    }
    Logs.none();
    var err = spec.commandLine().getErr();
    Wish wish;
    Report outcome;
    Optional<TwoSided> both;
    try {
      wish = wish();
      var tested = from.given() ? testedFrom(wish) : testedHere(wish);
      outcome = tested.report();
      both = tested.both();
    } catch (IOException e) {
      err.println(String.valueOf(e.getMessage()));
      return UNTESTED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNTESTED;
    }
    var redaction =
        redact
            ? TestRedaction.of(
                wish.target().host(), wish.user().or(wish.target()::user), outcome.transcript())
            : TestRedaction.none();
    var shown = redaction.report(outcome);
    print(
        json
            ? Json.write(redaction.json(json(shown, both)))
            : redaction.apply(
                new TestText(shown, both, TestColour.where(!noColour && !redact)).toString()));
    return written(wish.target(), redaction.page(TestPage.of(shown, both)))
        ? outcome.outcome().exit()
        : UNTESTED;
  }

  /** What a test has brought, and what one with a hand at both ends has. */
  private record Tested(Report report, Optional<TwoSided> both) {}

  private Tested testedHere(Wish wish) throws IOException, InterruptedException {
    var err = spec.commandLine().getErr();
    var report = Report.of(Diagnosis.of(Examination.of(wish, line -> progress(line, err))));
    if (!beside.given() || report.address().isEmpty()) {
      return new Tested(report, Optional.empty());
    }
    var outside = new Outer(InetAddress.ofLiteral(report.address()));
    return tested(wish, report, outside);
  }

  private Tested testedFrom(Wish wish) throws IOException, InterruptedException {
    var err = spec.commandLine().getErr();
    try (var vantage = from.client(login.authority())) {
      var report = from.have(vantage, order(wish), line -> progress(line, err));
      return beside.given()
          ? tested(wish, report, RemoteEnd.outside(vantage, String.valueOf(url)))
          : new Tested(report, Optional.empty());
    }
  }

  private Tested tested(Wish wish, Report report, End outside)
      throws IOException, InterruptedException {
    var both = beside.have(wish.target(), outside, report, login.authority());
    var further =
        both.stream()
            .flatMap(two ->
                Stream.concat(
                    two.findings().stream(), two.notInForce(report.transcript()).stream()))
            .toList();
    return new Tested(report.with(further), both);
  }

  private static Map<String, Object> json(Report report, Optional<TwoSided> both) {
    var json = ReportJson.map(report);
    both.ifPresent(two -> json.put("both-ends", two.json()));
    return json;
  }

  private void print(String text) {
    var out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }

  private void progress(Line line, PrintWriter err) {
    if (verbose || line.kind() == Line.Kind.DONE) {
      err.printf(
          Locale.ROOT,
          "%6.1f s  %s %s %s%n",
          line.at().toMillis() / 1000.0,
          line.session() == 0 ? " " : line.session(),
          line.kind(),
          line.text());
      err.flush();
    }
  }

  private boolean written(Target target, String page) {
    if (report == null) {
      return true;
    }
    try {
      Files.writeString(report, page);
      return true;
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println(
              "%s: the report on %s cannot be written: %s"
                  .formatted(report, target, e.getMessage()));
      return false;
    }
  }

  private Wish wish() throws IOException {
    if (url == null) {
      throw usage("name what to test, such as ftp://ftp.example.com");
    }
    Target target;
    Duration left;
    try {
      target = Target.parse(url);
      left = idle == null ? Duration.ZERO : TestDuration.parse(idle);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
    if (login.user().or(target::user).isPresent() && !login.hasSecret(target.scheme())) {
      throw usage(
          "--password-file: a user needs a password%s; - reads it from standard input"
              .formatted(target.scheme() == Scheme.SFTP ? ", or --key" : ""));
    }
    var authority = login.authority();
    return new Wish(
        target,
        login.user(),
        login.password(),
        login.ssh(),
        authority == null ? Authorities.known() : Authorities.with(authority),
        login.anyCertificate(),
        upload,
        left);
  }

  /** The same for a vantage. */
  private Map<String, Object> order(Wish wish) throws IOException {
    if (!wish.idle().isZero()) {
      throw usage("--idle: a vantage does not wait for so long; leave --from away");
    }
    if (!wish.ssh().keys().isEmpty()) {
      throw usage("--key: a private key is not given to a vantage; leave --from away");
    }
    return login.order(String.valueOf(url), wish.password(), wish.upload());
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
