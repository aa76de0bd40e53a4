package pasvport.trials;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.apply.Journal;
import pasvport.firewall.apply.LiveFirewall;
import pasvport.firewall.apply.LiveFirewalls;
import pasvport.firewall.apply.Login;
import pasvport.firewall.apply.OwnFirewalld;
import pasvport.firewall.apply.Proposal;
import pasvport.firewall.apply.Shell;
import pasvport.firewall.plan.Plan;
import pasvport.lab.Cell;
import pasvport.lab.Command;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.lab.Ran;
import pasvport.lab.Running;
import pasvport.site.HostAddresses;
import pasvport.site.Site;
import pasvport.trials.server.FtpServer;
import pasvport.trials.server.Vsftpd;

/**
 * A firewall between a client and vsftpd.
 *
 * <pre>
 *   outside 198.51.100.10 ── 203.0.113.1 wan0  firewall  lan0 10.0.0.1 ── 10.0.0.2 server
 * </pre>
 */
final class ApplyLab implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What an administrator has there already: all is dropped but ssh and what goes out. */
  private static final String WALL =
      """
      table inet filter {
        chain input {
          type filter hook input priority filter; policy drop;
          iif lo accept
          ct state established accept
          tcp dport 22 accept
        }
        chain forward {
          type filter hook forward priority filter; policy drop;
          ct state established accept
          iifname "lan0" accept
        }
      }
      """;

  /** The same in iptables. */
  private static final String CHAINS =
      """
      *filter
      :INPUT DROP [0:0]
      :FORWARD DROP [0:0]
      :OUTPUT ACCEPT [0:0]
      -A INPUT -i lo -j ACCEPT
      -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
      -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
      -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT
      -A FORWARD -i lan0 -j ACCEPT
      COMMIT
      """;

  /** Where ufw and firewalld keep what they have at the next start. */
  private static final String CONFIGURATION =
      "cat /etc/ufw/user.rules /etc/ufw/user6.rules /etc/ufw/ufw.conf /etc/default/ufw;"
          + " find /etc/firewalld -type f ! -name '*.old' | sort | xargs cat";

  final String dialect;
  private final Path folder;
  private final Lab lab = Lab.open("apply");
  final Host outside = lab.host("outside");
  final Host wall = lab.host("wall");
  private final Host server = lab.host("server");

  /** For a firewall that is files too: where they are. */
  private @Nullable Cell cell;

  private ApplyLab(String dialect, Path folder) {
    this.dialect = dialect;
    this.folder = folder;
    lab.link(
        outside.at("198.51.100.10/24", "203.0.113.2/24").named("eth0"),
        wall.at("203.0.113.1/24").named("wan0"));
    lab.link(wall.at("10.0.0.1/24").named("lan0"), server.at("10.0.0.2/24"));
    wall.forwarding(true);
    wall.defaultRoute("203.0.113.2");
    server.defaultRoute("10.0.0.1");
  }

  /** Builds it; the test is skipped, with the reason, where it cannot be built. */
  static ApplyLab open(String dialect, Path folder) throws ApplyException {
    var missing = new ArrayList<>(Lab.missing());
    Stream.of("curl", "vsftpd", "iptables", "ufw", "firewalld", "dbus-daemon")
        .filter(program -> !Lab.installed(program))
        .forEach(program -> missing.add("the trials need the program " + program));
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    var made = new ApplyLab(dialect, folder);
    try {
      made.raise();
      return made;
    } catch (ApplyException | RuntimeException | Error failed) {
      made.close();
      throw failed;
    }
  }

  private void raise() throws ApplyException {
    switch (dialect) {
      case "nftables" -> wall.nft(WALL);
      case "iptables" -> live().did(List.of("iptables-restore"), CHAINS);
      case "ufw" -> {
        cell = RulesWall.ufw(wall);
        live().told("ufw", "allow", "22/tcp");
        live().told("ufw", "--force", "enable");
      }
      case "firewalld" -> {
        cell = OwnFirewalld.start(wall, Shell.here()).cell();
        // What ends here from others is dropped, as elsewhere.
        live().told("firewall-cmd", "-q", "--permanent", "--zone=external", "--set-target=DROP");
        live().told("firewall-cmd", "-q", "--permanent", "--zone=external", "--add-interface=wan0");
        live().told("firewall-cmd", "-q", "--permanent", "--zone=internal", "--add-interface=lan0");
        live().told("firewall-cmd", "-q", "--reload");
      }
      default -> throw new IllegalArgumentException(dialect);
    }
  }

  /** Where the firewall's programs are, and ours. */
  Shell live() {
    return cell == null ? Shell.in(wall) : Shell.in(cell);
  }

  Command run(List<String> command) {
    return cell == null ? wall.run(command) : cell.run(command);
  }

  /** Starts a program there that is talked to. */
  Running pipe(List<String> command) {
    return cell == null ? wall.pipe(command) : cell.pipe(command);
  }

  String site() {
    return """
    server: 10.0.0.2:21
    profile: static
    server-settings:
      product: vsftpd
      passive-ports: [50000-50009]
      announces: 203.0.113.1
      active-source-port: 20
    access: { allow: [198.51.100.0/24] }
    path:
      - { name: edge, dialect: %s, outside: wan0, inside: lan0, outside-addresses: [203.0.113.1] }
    """
        .formatted(dialect);
  }

  Proposal proposal(String site, Optional<Login> login) throws Exception {
    var hop =
        Plan.of(Site.parse(site, "site", HostAddresses.ofThisHost()).site()).hops().getFirst();
    LiveFirewall firewall = LiveFirewalls.of(hop.dialect());
    return Proposal.rehearsed(hop.needs(), firewall.written(hop.needs()), firewall, live(), login);
  }

  Journal journal() {
    return new Journal(folder.resolve("journal"));
  }

  /** All rules, without counters and without what is there by itself. */
  String ruleset() {
    return Stream.of(
            List.of("nft", "-s", "list", "table", "inet", "filter"),
            List.of("nft", "-s", "list", "table", "inet", "pasvport"),
            List.of("nft", "-s", "list", "table", "inet", "other"),
            List.of("nft", "-s", "list", "table", "inet", "firewalld"),
            List.of("iptables-save"),
            List.of("ip6tables-save"))
        .flatMap(command -> run(command).within(PATIENCE).stdout().lines())
        .filter(line -> !line.matches("[#*].*|COMMIT|:[A-Z]+ ACCEPT .*"))
        .map(line -> line.replaceFirst("\\[\\d+:\\d+]", ""))
        .collect(Collectors.joining("\n"));
  }

  /** What it has at the next start. */
  String configuration() {
    return cell == null
        ? ""
        : run(List.of("sh", "-c", CONFIGURATION)).within(PATIENCE).orThrow().stdout();
  }

  /** The command line, as it is started on the firewall. */
  List<String> verb(String... arguments) throws IOException {
    var site = Files.writeString(folder.resolve("pasvport.yaml"), site());
    var command = Pasvport.verb(arguments);
    command.addAll(List.of("--home", folder.resolve("home").toString()));
    if (!arguments[0].equals("undo")) {
      command.addAll(List.of("--site", site.toString()));
    }
    return command;
  }

  Ran ran(String... arguments) throws IOException {
    return run(verb(arguments)).within(PATIENCE);
  }

  List<String> audit() throws IOException {
    var file = folder.resolve("home/firewall/audit.log");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  String fetched(FtpServer vsftpd, String... options) {
    var command =
        new ArrayList<>(
            List.of("curl", "-sS", "--fail", "--connect-timeout", "1", "--max-time", "20"));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "--interface",
            "198.51.100.10",
            "-u",
            vsftpd.user() + ":" + vsftpd.password(),
            "ftp://203.0.113.1/" + vsftpd.folder() + "file"));
    Ran ran = outside.run(command).within(PATIENCE);
    return ran.succeeded() ? ran.stdout() : ran.stderr();
  }

  /** A vantage among the clients that are let in. */
  OutsideVantage vantage() throws IOException {
    outside
        .run("ip", "route", "replace", "203.0.113.0/24", "dev", "eth0", "src", "198.51.100.10")
        .within(PATIENCE)
        .orThrow();
    return OutsideVantage.start(
        outside, "198.51.100.10", "203.0.113.0/24", folder.resolve("vantage"));
  }

  FtpServer vsftpd() throws IOException {
    return vsftpd("203.0.113.1", "ready");
  }

  FtpServer vsftpd(String announced, String banner) throws IOException {
    var home = Files.createDirectory(folder.resolve("vsftpd"));
    var vsftpd =
        Vsftpd.start(
            server,
            21,
            home,
            """
            listen=YES
            listen_ipv6=NO
            pasv_min_port=50000
            pasv_max_port=50009
            pasv_address=%s
            ftpd_banner=%s
            connect_from_port_20=YES
            """
                .formatted(announced, banner));
    Files.writeString(vsftpd.files().resolve("file"), "content");
    return vsftpd;
  }

  @Override
  public void close() {
    lab.close();
  }
}
