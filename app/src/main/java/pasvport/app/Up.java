package pasvport.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.certificates.Certificates;
import pasvport.gateway.Gateway;
import pasvport.site.FileStamp;
import pasvport.site.Home;
import pasvport.site.HostAddresses;
import pasvport.site.Logging;
import pasvport.site.PassThrough;
import pasvport.site.Problem;
import pasvport.site.Site;
import pasvport.site.SiteException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code pasvport up}: the gateway, with the embedded server behind it where the site names none.
 */
@Command(
    name = "up",
    description =
        "Runs the gateway, with the built-in FTP server behind it unless the site names one.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport up",
      "  pasvport up --site /etc/pasvport.yaml --home /var/lib/pasvport",
      "",
      "Prints a URL for each entry and what the firewall must let in; the log goes to standard error.",
      "The site file is read again when it changes, and on SIGHUP; sessions go on.",
      "SIGTERM or Ctrl-C: no new sessions, transfers finish within timeouts.drain, then 421.",
      "Exit codes: 0 ended by a signal, 1 could not start and said why, 64 wrong usage."
    })
final class Up implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Up.class);

  @Mixin private SiteOption where = new SiteOption();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = out().getOut();
    PrintWriter err = out().getErr();
    HostAddresses host = HostAddresses.ofThisHost();
    Optional<Path> file = where.file();
    Optional<FileStamp> stamp = file.flatMap(FileStamp::of);
    try {
      Site.Loaded loaded = where.load(host);
      Logs.start(loaded.site().log().format());
      for (Problem warning : loaded.warnings()) {
        err.println(warning.in(file.map(Object::toString).orElse("site")));
      }
      serve(loaded.site(), file, stamp, host, out);
      return Main.OK;
    } catch (SiteException e) {
      e.problems().forEach(problem -> err.println(problem.in(e.fileName())));
      err.println("Not started; pasvport check says the same.");
      return Main.WRONG;
    } catch (IOException e) {
      err.println("Not started: " + e.getMessage());
      return Main.WRONG;
    }
  }

  private picocli.CommandLine out() {
    if (spec == null) {
      throw new IllegalStateException("picocli fills the spec in");
    }
    return spec.commandLine();
  }

  private void serve(
      Site site,
      Optional<Path> file,
      Optional<FileStamp> stamp,
      HostAddresses host,
      PrintWriter out)
      throws IOException, InterruptedException {
    Home home = where.home();
    MeterRegistry registry = new SimpleMeterRegistry();
    try (Certificates certificates = Certificates.open(site.certificates(), home, registry);
        Behind behind = new Behind(home)) {
      Gateway gateway =
          Gateway.start(site, behind.of(site), List.of(), host, certificates::entries, registry);
      behind.behind(gateway);
      List<PassThrough> sftp = behind.sftp(site);
      if (!sftp.isEmpty()) {
        // SSH takes half a second to load, and FTP need not wait for it.
        gateway.reload(site, behind.of(site), sftp);
      }
      new Greeting(site, file, home, behind.firstUser(), certificates.inForce()).print(out);
      certificates.start();
      Logging log = site.log();
      Reloading reloading =
          new Reloading(
              where::file,
              file,
              stamp,
              site,
              host,
              next -> {
                Runnable certified = certificates.prepare(next.certificates());
                gateway.reload(next, behind.of(next), behind.sftp(next));
                certified.run();
                warnOfRestart(next, log, behind);
                behind
                    .firstUser()
                    .ifPresent(made ->
                        new Greeting(
                                next, where.file(), home, Optional.of(made), certificates.inForce())
                            .print(out));
              });
      HangUp.runs(reloading::now);
      reloading.start();
      untilToldToStop(gateway, behind, certificates, reloading, registry);
    }
  }

  private static void warnOfRestart(Site next, Logging log, Behind behind) {
    if (!next.log().equals(log)) {
      LOG.atWarn().addKeyValue("key", "log").log("takes a restart");
    }
    if (behind.runsOtherwise(next.embedded())) {
      LOG.atWarn().addKeyValue("key", "embedded").log("takes a restart");
    }
  }

  /** Returns never: the process ends in the hook, with code 0, once everything has been drained. */
  private static void untilToldToStop(
      Gateway gateway,
      Behind behind,
      Certificates certificates,
      Reloading reloading,
      MeterRegistry registry)
      throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  reloading.close();
                  certificates.close();
                  stop(gateway, behind);
                  LOG.atInfo().addKeyValue("refused", Totals.refused(registry)).log("stopped");
                  Runtime.getRuntime().halt(Main.OK);
                }));
    new CountDownLatch(1).await();
  }

  private static void stop(Gateway gateway, Behind behind) {
    LOG.atInfo().addKeyValue("sessions", gateway.sessions()).log("stopping");
    try (gateway) {
      gateway.drain();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("a port was not closed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    behind.close();
  }
}
