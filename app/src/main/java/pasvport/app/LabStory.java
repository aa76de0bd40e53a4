package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import pasvport.firewall.plan.Change;
import pasvport.firewall.plan.Plan;
import pasvport.firewall.plan.PlanRefusedException;
import pasvport.lab.Host;
import pasvport.site.HostAddresses;
import pasvport.site.Site;
import pasvport.site.SiteException;

/**
 * The story that {@code pasvport lab} tells: each step is one of Pasvport's own verbs, run in one
 * of the hosts as a user would, with what it prints.
 */
final class LabStory {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SECURE_PORT = 2121;

  /** A step did not end as it should; the message has all that it said. */
  static final class AstrayException extends Exception {
    private static final long serialVersionUID = 1;

    AstrayException(String message) {
      super(message);
    }
  }

  private final LabNetwork network;
  private final Path folder;
  private final Path home;
  private final PrintWriter out;
  private final boolean everything;

  /**
   * @param folder where the sites and Pasvport's home are
   * @param everything whether each verb's whole output is shown
   */
  LabStory(LabNetwork network, Path folder, PrintWriter out, boolean everything) {
    this.network = network;
    this.folder = folder;
    this.home = folder.resolve("home");
    this.out = out;
    this.everything = everything;
  }

  /**
   * Tells it.
   *
   * @throws AstrayException if a step does not end as it should
   */
  void tell() throws AstrayException, IOException, SiteException, PlanRefusedException {
    problem();
    var site = plan();
    cure(site);
    secure();
  }

  private void problem() throws AstrayException {
    out.println(
        """
        Three hosts on this machine, as network namespaces, gone when the lab ends:

          client 198.51.100.10 ── 198.51.100.1 firewall 10.0.0.1 ── 10.0.0.20 server (vsftpd)

        1. The problem. The firewall translates port 21 to the server and rejects all else, and
           vsftpd is as it was installed. The login works, and no transfer does.
        """);
    run(network.client, Main.WRONG, LabText::verdict, "test", url(LabNetwork.CONTROL, "ftp"));
  }

  private Path plan() throws AstrayException, IOException, SiteException, PlanRefusedException {
    out.println(
        """
        2. What must change. The server's own configuration tells, and one line about the firewall.
        """);
    var site = folder.resolve("pasvport.yaml");
    write(
        site,
        """
        profile: static
        path:
          - {name: firewall, dialect: nftables, outside: wan0, inside: lan0, outside-addresses: %s}
        """
            .formatted(LabNetwork.OUTSIDE));
    learn(site);
    run(
        network.firewall,
        PlanCommand.CHANGES,
        LabText::openings,
        "plan",
        "--site",
        site.toString());
    var lines = lines(site);
    out.println("These lines are added to vsftpd.conf, and vsftpd is started again:\n");
    lines.forEach(line -> out.println("  " + line));
    out.println();
    network.configure(lines);
    learn(site);
    return site;
  }

  private void learn(Path site) throws AstrayException {
    run(
        network.server,
        Main.OK,
        LabText::whole,
        "import",
        network.configuration().toString(),
        "--address",
        LabNetwork.SERVER,
        "--site",
        site.toString());
  }

  /** What the plan says that the server needs. */
  private static List<String> lines(Path site)
      throws IOException, SiteException, PlanRefusedException {
    var host = HostAddresses.ofThisHost();
    return Plan.of(Site.load(site, host).site(), host).changes().stream()
        .filter(Change::isNeeded)
        .flatMap(change -> change.lines().stream())
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private void cure(Path site) throws AstrayException {
    out.println(
        """
        3. The cure. The rules are rehearsed beside a copy of the firewall's own, put in force, and
           confirmed; without the confirmation they would be gone in a minute.
        """);
    apply(site);
    run(network.client, Main.OK, LabText::verdict, "test", url(LabNetwork.CONTROL, "ftp"));
  }

  private void secure() throws AstrayException, IOException {
    out.println(
        """
        4. FTPS, which no firewall can read. The gateway on the firewall speaks TLS to the client and
           plain FTP to vsftpd, and needs ten ports instead of a hundred.
        """);
    var site = folder.resolve("gateway.yaml");
    write(
        site,
        """
        listen: %s:%d
        server: %s:%d
        tls: {control: required, data: required}
        passive: {ports: 50200-50209}
        path:
          - {name: firewall, dialect: nftables, place: host, outside: wan0}
        """
            .formatted(LabNetwork.OUTSIDE, SECURE_PORT, LabNetwork.SERVER, LabNetwork.CONTROL));
    apply(site);
    say(network.firewall, List.of("up", "--site", site.toString()));
    network.firewall.start(own(List.of("up", "--site", site.toString())), SECURE_PORT);
    out.println();
    run(
        network.client,
        Main.OK,
        LabText::verdict,
        "test",
        url(SECURE_PORT, "ftpes"),
        "--authority",
        home.resolve("certificates").resolve("self-signed.pem").toString());
  }

  private void apply(Path site) throws AstrayException {
    run(
        network.firewall,
        Main.OK,
        LabText::whole,
        "apply",
        "--allow-lines",
        "--site",
        site.toString());
    run(network.firewall, Main.OK, LabText::whole, "apply", "--confirm");
  }

  private static String url(int port, String scheme) {
    return "%s://%s:%d/%s".formatted(scheme, LabNetwork.OUTSIDE, port, LabNetwork.FILE);
  }

  private void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    out.println("  " + file.getFileName() + ":");
    text.lines().forEach(line -> out.println("    " + line));
    out.println();
  }

  /** Runs one of Pasvport's verbs in a host and shows the part of its output that matters here. */
  private void run(Host host, int expected, UnaryOperator<String> part, String... words)
      throws AstrayException {
    var verb = List.of(words);
    say(host, verb);
    var ran = host.run(own(verb)).in(folder).within(PATIENCE);
    if (ran.exit() != expected) {
      throw new AstrayException(
          "The story goes another way here: pasvport %s ended with %d instead of %d.\n%s%s"
              .formatted(String.join(" ", verb), ran.exit(), expected, ran.stdout(), ran.stderr()));
    }
    var shown = everything ? ran.stdout() : part.apply(ran.stdout());
    shown.lines().forEach(line -> out.println(("  " + line).stripTrailing()));
    out.println();
    out.flush();
  }

  private void say(Host host, List<String> verb) {
    out.println(
        "%s$ pasvport %s".formatted(host.name(), String.join(" ", verb).replace(folder + "/", "")));
    out.flush();
  }

  /** This program once more, as it was started, with another verb. */
  private List<String> own(List<String> verb) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(verb);
    if (!List.of("test", "import").contains(verb.getFirst())) {
      command.addAll(List.of("--home", home.toString()));
    }
    return command;
  }
}
