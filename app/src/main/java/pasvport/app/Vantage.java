package pasvport.app;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import pasvport.certificates.Certificates;
import pasvport.doctor.ends.Beside;
import pasvport.doctor.vantage.Ground;
import pasvport.doctor.vantage.Outside;
import pasvport.doctor.vantage.Token;
import pasvport.doctor.vantage.Tokens;
import pasvport.site.Endpoint;
import pasvport.site.Home;
import pasvport.site.HostAddresses;
import pasvport.site.Network;
import pasvport.site.Site;
import pasvport.site.SiteException;
import pasvport.web.Roles;
import pasvport.web.ServerTls;
import pasvport.web.VantageServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pasvport vantage}: the other end of a test. */
@Command(
    name = "vantage",
    description = {
      "Runs a vantage point: the other end of a test, with an HTTPS API and a page for a browser.",
      "",
      "Outside the firewall it tests servers for those who have a token and have proved that the"
          + " server is theirs, by a challenge in its greeting or in the DNS. Beside a server (--beside)"
          + " it is the other hand of such a test."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport vantage",
      "  pasvport vantage --listen 198.51.100.7:443 --site vantage.yaml",
      "  pasvport vantage --allow 10.0.0.0/8",
      "  pasvport vantage --beside --listen 127.0.0.1:8443",
      "  pasvport test ftp.example.com --from https://vantage.example.net:8443 --token-file token",
      "",
      "The first start makes the token file and prints the token once.",
      "Exit codes: 0 ended by a signal, 1 could not start and said why, 64 wrong usage."
    })
final class Vantage implements Callable<Integer> {
  private static final String TOKENS = "vantage-tokens";

  @Mixin private SiteOption where = new SiteOption();

  @Option(
      names = "--listen",
      paramLabel = "[ADDRESS:]PORT",
      defaultValue = "8443",
      description = "Where to listen; without it, port 8443 of every address.")
  private String listen = "8443";

  @Option(
      names = "--allow",
      paramLabel = "NETWORK",
      description =
          "Servers in this network may be tested although it is private or otherwise special; may be"
              + " given several times.")
  private List<String> allow = List.of();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Who may ask: NAME TOKEN on each line. Without it, vantage-tokens in the home.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--beside",
      description =
          "Stands beside a server instead: says what it sees there, and listens and answers when one"
              + " with a token tests with both ends (pasvport test --beside).")
  private boolean beside;

  @Option(
      names = "--redirect",
      description =
          "With --beside: the outside's connections to the server's port may be steered here while"
              + " a test compares, by a rule of nftables that ends with it.")
  private boolean redirect;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description =
          "With --beside: a log to read beside the usual ones; may be given several times.")
  private List<Path> logs = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    var err = spec.commandLine().getErr();
    var at = endpoint();
    var ground = new Ground(networks());
    try {
      Site site = where.load(HostAddresses.ofThisHost()).site();
      Logs.start(site.log().format());
      Logs.startForLibraries();
      serve(site, at, ground);
      return Main.OK;
    } catch (SiteException e) {
      e.problems().forEach(problem -> err.println(problem.in(e.fileName())));
      return Main.WRONG;
    } catch (IOException | IllegalStateException e) {
      err.println("Not started: " + e.getMessage());
      return Main.WRONG;
    }
  }

  private void serve(Site site, Endpoint at, Ground ground)
      throws IOException, InterruptedException {
    Home home = where.home();
    home.create();
    Path file = tokenFile == null ? home.folder().resolve(TOKENS) : tokenFile;
    Optional<Token> made = Tokens.makeIfMissing(file);
    Tokens tokens = Tokens.read(file);
    try (var certificates =
        Certificates.open(site.certificates(), home, new SimpleMeterRegistry())) {
      var tls = ServerTls.context(certificates::entries);
      try (var end = new Beside(Optional.of(tls), redirect, logs);
          var server =
              VantageServer.start(
                  at,
                  tls,
                  tokens,
                  beside
                      ? new Roles(Optional.empty(), Optional.of(end))
                      : new Roles(Optional.of(new Outside(ground)), Optional.empty()))) {
        certificates.start();
        greet(at, server.port(), made, file, certificates);
        var stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "stop"));
        stop.await();
      }
    }
  }

  private void greet(
      Endpoint at, int port, Optional<Token> made, Path file, Certificates certificates) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "https://%s/".formatted(new Endpoint(at.everyAddress() ? "localhost" : at.host(), port)));
    made.ifPresent(token ->
        out.println(
            "# token of %s, shown this once and kept in %s: %s"
                .formatted(token.name(), file, token.secret())));
    certificates
        .inForce()
        .forEach(identity -> out.println("# certificate " + CertificateText.of(identity)));
    out.flush();
  }

  private Endpoint endpoint() {
    try {
      return Endpoint.listener(listen);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--listen: " + e.getMessage(), e);
    }
  }

  private List<Network> networks() {
    var networks = new ArrayList<Network>();
    for (var text : allow) {
      try {
        networks.add(Network.parse(text));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--allow: " + e.getMessage(), e);
      }
    }
    return networks;
  }
}
