package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Target;
import pasvport.doctor.report.Outcome;
import pasvport.doctor.report.Report;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.plan.Plan;
import pasvport.site.ServerSettings;
import pasvport.site.Site;
import pasvport.site.Tls;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A change that is confirmed by a test from a vantage instead of by a person. */
final class ApplyVantage {
  @Option(
      names = "--yes",
      description =
          "Asks nobody: the change stays if a test from a vantage (--from) passes, and is undone at"
              + " once if not.")
  private boolean yes;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "What the vantage tests; without it, the address and port that clients use by the plan.")
  private @Nullable String url;

  @Mixin private TestFrom from = new TestFrom();

  @Mixin private TestLogin login = new TestLogin();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  boolean given() {
    return yes;
  }

  /**
   * Sees to it, before anything is changed, that there is a vantage that can be asked.
   *
   * @throws ApplyException if there is none
   */
  void ask(Site site, Plan plan) throws ApplyException {
    if (!from.given()) {
      throw new ParameterException(
          spec.commandLine(),
          "--yes: nobody sees from here whether FTP gets through; name a vantage with --from");
    }
    try (var vantage = from.client(login.authority())) {
      vantage.get(
          "challenge?host=" + URLEncoder.encode(target(site, plan).host(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ApplyException("Nothing was changed: " + e.getMessage());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * Whether FTP works from where the vantage stands; why not, is printed.
   *
   * @throws ApplyException if it cannot be said
   */
  boolean passes(Site site, Plan plan, PrintWriter out) throws ApplyException {
    var tested = target(site, plan).toString();
    out.println("The vantage tests " + tested + " ...");
    out.flush();
    try (var vantage = from.client(login.authority())) {
      Report report =
          from.have(vantage, login.order(tested, login.password(), /* upload= */ false), _ -> {});
      out.println(new TestText(report, Optional.empty(), TestColour.where(/* allowed= */ true)));
      return report.outcome() == Outcome.WORKS || report.outcome() == Outcome.WARNINGS;
    } catch (IOException e) {
      throw new ApplyException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static ApplyException interrupted() {
    Thread.currentThread().interrupt();
    return new ApplyException("interrupted");
  }

  private Target target(Site site, Plan plan) throws ApplyException {
    try {
      return Target.parse(url == null ? url(site, plan) : url);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--url: " + e.getMessage(), e);
    }
  }

  private static String url(Site site, Plan plan) throws ApplyException {
    for (var entry : plan.entries()) {
      for (var ports : entry.ports()) {
        if (entry.address().isPresent() && ports.purpose() == Purpose.CONTROL) {
          var at = new InetSocketAddress(entry.address().get(), ports.ports().first());
          return "%s://%s/".formatted(scheme(site, plan), Addresses.shown(at));
        }
      }
    }
    throw new ApplyException(
        "Nothing was changed: the site names no address that clients use; say what is tested with"
            + " --url");
  }

  private static String scheme(Site site, Plan plan) {
    var tls =
        switch (plan.profile()) {
          case GATEWAY -> site.tls().control();
          case STATIC, HELPER -> site.serverSettings().orElseGet(ServerSettings::unknown).tls();
        };
    return tls == Tls.Control.REQUIRED ? "ftpes" : "ftp";
  }
}
