package pasvport.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.gateway.Gateway;
import pasvport.server.EmbeddedServer;
import pasvport.server.Users;
import pasvport.site.Endpoint;
import pasvport.site.Home;
import pasvport.site.HostAddresses;
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
    try {
      Site.Loaded loaded = where.load(host);
      Logs.start(loaded.site().log().format());
      for (Problem warning : loaded.warnings()) {
        err.println(warning.in(where.file().map(Object::toString).orElse("site")));
      }
      serve(loaded.site(), host, out);
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

  private void serve(Site site, HostAddresses host, PrintWriter out)
      throws IOException, InterruptedException {
    Home home = where.home();
    MeterRegistry registry = new SimpleMeterRegistry();
    Optional<Users.Generated> first = Optional.empty();
    @Nullable EmbeddedServer server = null;
    try {
      Endpoint behind;
      if (!site.isEmbedded()) {
        behind = site.server().orElseGet(() -> site.servers().getFirst().address());
      } else {
        Users users = Users.open(home);
        first = users.generateFirst();
        server = EmbeddedServer.start(site.embedded(), home, users);
        InetSocketAddress address = server.address();
        behind = new Endpoint(address.getAddress().getHostAddress(), address.getPort());
      }
      Gateway gateway = Gateway.start(site, behind, host, registry);
      new Greeting(site, where.file(), home, first).print(out);
      untilToldToStop(gateway, server);
    } finally {
      if (server != null) {
        server.close();
      }
    }
  }

  /** Returns never: the process ends in the hook, with code 0, once everything has been drained. */
  private static void untilToldToStop(Gateway gateway, @Nullable EmbeddedServer server)
      throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  stop(gateway, server);
                  Runtime.getRuntime().halt(Main.OK);
                }));
    new CountDownLatch(1).await();
  }

  private static void stop(Gateway gateway, @Nullable EmbeddedServer server) {
    LOG.atInfo().addKeyValue("sessions", gateway.sessions()).log("stopping");
    try (gateway) {
      gateway.drain();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("a port was not closed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (server != null) {
      server.close();
    }
    LOG.info("stopped");
  }
}
