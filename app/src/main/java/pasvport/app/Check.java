package pasvport.app;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import pasvport.certificates.Examination;
import pasvport.site.HostAddresses;
import pasvport.site.Problem;
import pasvport.site.Site;
import pasvport.site.SiteException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pasvport check}: what is wrong in a site, and what would be in force. */
@Command(
    name = "check",
    description = {
      "Reads the site, says what is wrong in it, and what would be in force.",
      "",
      "Nothing is started or changed. Names in the site are looked up, and whether its ports are"
          + " free is tried without listening on them."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = Check.USAGE,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport check",
      "  pasvport check --site /etc/pasvport.yaml",
      "",
      "Errors and warnings go to standard error, one a line:",
      "  FILE:LINE:COLUMN: KEY: what was found, and what is allowed",
      "What would be in force goes to standard output.",
      "Exit codes: 0 no errors (there may be warnings), 1 errors, 64 wrong usage."
    })
final class Check implements Callable<Integer> {

  /** EX_USAGE of sysexits(3). */
  static final int USAGE = 64;

  private final HostAddresses addresses;
  private final CheckHost host;

  @Mixin private SiteOption where = new SiteOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  Check() {
    this(HostAddresses.ofThisHost(), CheckHost.ofThisHost());
  }

  Check(HostAddresses addresses, CheckHost host) {
    this.addresses = addresses;
    this.host = host;
  }

  @Override
  public Integer call() {
    var file = where.file();
    var name = file.map(Object::toString).orElse("built-in site");
    Site.Loaded loaded;
    try {
      loaded = where.load(addresses);
    } catch (SiteException e) {
      return verdict(e.problems(), e.fileName());
    }
    var site = loaded.site();
    var certified = Examination.of(site.certificates(), where.home(), names(site), Instant.now());
    var summary = new CheckSummary(site, file, where.home(), certified.inForce(), addresses, host);
    spec.commandLine().getOut().println(summary.text());
    var tried = new CheckPorts(site, host).problems();
    return verdict(
        Stream.of(loaded.warnings(), summary.problems(), certified.problems(), tried)
            .flatMap(List::stream)
            .toList(),
        name);
  }

  /** The names by which clients know this site, as far as it says. */
  private static List<String> names(Site site) {
    return Stream.concat(
            site.servers().stream().flatMap(server -> server.hosts().stream()),
            site.certificates().acme().names().stream())
        .distinct()
        .toList();
  }

  private int verdict(List<Problem> problems, String fileName) {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    problems.forEach(problem -> err.println(problem.in(fileName)));
    err.flush();
    var errors =
        problems.stream().filter(problem -> problem.severity() == Problem.Severity.ERROR).count();
    var counted = new ArrayList<String>();
    if (errors > 0) {
      counted.add(count(errors, "error"));
    }
    if (problems.size() > errors) {
      counted.add(count(problems.size() - errors, "warning"));
    }
    out.println(
        (counted.isEmpty() ? "Nothing is wrong" : String.join(", ", counted))
            + (errors > 0 ? ": pasvport up would not start." : "."));
    out.flush();
    return errors > 0 ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
