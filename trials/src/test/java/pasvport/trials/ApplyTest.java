package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.firewall.apply.Admission;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.apply.Change;
import pasvport.firewall.apply.Journal;
import pasvport.firewall.apply.LiveFirewall;
import pasvport.firewall.apply.LiveFirewalls;
import pasvport.firewall.apply.Login;
import pasvport.firewall.apply.OwnFirewalld;
import pasvport.firewall.apply.Proposal;
import pasvport.firewall.apply.Report;
import pasvport.firewall.apply.Shell;
import pasvport.firewall.plan.Plan;
import pasvport.lab.Cell;
import pasvport.lab.Command;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.lab.Ran;
import pasvport.site.HostAddresses;
import pasvport.site.Site;
import pasvport.trials.server.FtpServer;
import pasvport.trials.server.Vsftpd;

/**
 * Rules put in force in a firewall between a client and vsftpd, and taken back.
 *
 * <pre>
 *   outside 198.51.100.10 ── 203.0.113.1 wan0  firewall  lan0 10.0.0.1 ── 10.0.0.2 server
 * </pre>
 */
@Tag("lab")
final class ApplyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(10);

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

  private static final String EDGE =
      """
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
      """;

  private static final String ALONE =
      """
      listen: [21]
      passive: { ports: 50000-50009 }
      path:
        - { name: alone, dialect: %s, place: host, outside: wan0, rest: drop%s }
      """;

  private static final Login LOGIN =
      new Login(InetAddress.ofLiteral("198.51.100.200"), InetAddress.ofLiteral("203.0.113.1"), 22);

  @TempDir private Path folder;
  private Lab lab;
  private Host outside;
  private Host wall;
  private Host server;

  /** For a firewall that is files too: where they are. */
  private @Nullable Cell cell;

  @BeforeEach
  void build() {
    assumeTrue(Lab.missing().isEmpty(), () -> String.join("; ", Lab.missing()));
    lab = Lab.open("apply");
    outside = lab.host("outside");
    wall = lab.host("wall");
    server = lab.host("server");
    lab.link(
        outside.at("198.51.100.10/24", "203.0.113.2/24").named("eth0"),
        wall.at("203.0.113.1/24").named("wan0"));
    lab.link(wall.at("10.0.0.1/24").named("lan0"), server.at("10.0.0.2/24"));
    wall.forwarding(true);
    wall.defaultRoute("203.0.113.2");
    server.defaultRoute("10.0.0.1");
  }

  private void standing(String dialect) throws ApplyException {
    switch (dialect) {
      case "nftables" -> wall.nft(WALL);
      case "iptables" ->
          wall.run("iptables-restore")
              .reading(CHAINS.getBytes(StandardCharsets.UTF_8))
              .within(PATIENCE)
              .orThrow();
      case "ufw" -> ufw();
      case "firewalld" -> firewalld();
      default -> throw new IllegalArgumentException(dialect);
    }
  }

  private void ufw() throws ApplyException {
    cell = wall.cell("/etc/ufw", "/etc/default");
    Shell.here().copyFolder("/etc/ufw", live());
    Shell.here().copyFolder("/etc/default", live());
    live().told("ufw", "allow", "22/tcp");
    live().told("ufw", "--force", "enable");
  }

  private void firewalld() throws ApplyException {
    cell = OwnFirewalld.start(wall, Shell.here()).cell();
    live().told("firewall-cmd", "-q", "--permanent", "--zone=external", "--add-interface=wan0");
    live().told("firewall-cmd", "-q", "--permanent", "--zone=internal", "--add-interface=lan0");
    live().told("firewall-cmd", "-q", "--reload");
  }

  @AfterEach
  void remove() {
    lab.close();
  }

  private Proposal proposal(String site, Optional<Login> login) throws Exception {
    var hop =
        Plan.of(Site.parse(site, "site", HostAddresses.ofThisHost()).site()).hops().getFirst();
    LiveFirewall firewall = LiveFirewalls.of(hop.dialect());
    return Proposal.rehearsed(hop.needs(), firewall.written(hop.needs()), firewall, live(), login);
  }

  /** Where the firewall's programs are, and ours. */
  private Shell live() {
    return cell == null ? Shell.in(wall) : Shell.in(cell);
  }

  private Command run(List<String> command) {
    return cell == null ? wall.run(command) : cell.run(command);
  }

  private Journal journal() {
    return new Journal(folder.resolve("journal"));
  }

  /** All rules, without counters and without what is there by itself. */
  private String ruleset() {
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

  private Ran verb(String dialect, String... arguments) throws IOException {
    var site = Files.writeString(folder.resolve("pasvport.yaml"), EDGE.formatted(dialect));
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "pasvport.app.Main"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", folder.resolve("home").toString()));
    if (arguments[0].equals("apply")) {
      command.addAll(List.of("--site", site.toString()));
    }
    return run(command).within(PATIENCE);
  }

  private String fetched(FtpServer vsftpd, String... options) {
    var command =
        new ArrayList<>(
            List.of("curl", "-sS", "--fail", "--connect-timeout", "3", "--max-time", "20"));
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

  private FtpServer vsftpd() throws IOException {
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
            pasv_address=203.0.113.1
            connect_from_port_20=YES
            """);
    Files.writeString(vsftpd.files().resolve("file"), "content");
    return vsftpd;
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void what_is_applied_and_confirmed_lets_ftp_through_until_it_is_undone(String dialect)
      throws Exception {
    standing(dialect);
    var vsftpd = vsftpd();
    var before = ruleset();
    assertThat(fetched(vsftpd)).startsWith("curl: (28)");

    var applied = verb(dialect, "apply", "--allow-lines").orThrow();
    assertThat(applied.stdout())
        .contains("gets through  a passive transfer with PASV, IPv4")
        .contains("gets through  an active transfer, IPv4")
        .contains("kept out      port 50010, beside the range, IPv4")
        .contains("kept out      the control port, from 192.0.2.99")
        .contains(
            switch (dialect) {
              case "nftables" -> "nft insert rule inet filter forward ct mark";
              case "iptables" -> "iptables --wait -t filter -I FORWARD";
              case "ufw" -> "iptables --wait -t nat -I PREROUTING";
              default -> "gets through";
            });
    assertThat(verb(dialect, "apply", "--confirm").orThrow().stdout()).contains("change 1 stays");
    assertThat(fetched(vsftpd)).isEqualTo("content");
    assertThat(fetched(vsftpd, "--disable-epsv", "--no-ftp-skip-pasv-ip")).isEqualTo("content");
    assertThat(fetched(vsftpd, "--ftp-port", "198.51.100.10", "--disable-eprt"))
        .isEqualTo("content");

    verb(dialect, "undo").orThrow();
    assertThat(ruleset()).isEqualTo(before);
    assertThat(fetched(vsftpd)).startsWith("curl: (28)");
    assertThat(Files.readAllLines(folder.resolve("home/firewall/audit.log")))
        .satisfiesExactly(
            line -> assertThat(line).contains("change=\"1\" applied hop=\"edge\""),
            line -> assertThat(line).contains("change=\"1\" confirmed"),
            line -> assertThat(line).contains("change=\"1\" undone"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void what_is_not_confirmed_is_undone_by_itself(String dialect) throws Exception {
    standing(dialect);
    var before = ruleset();
    var change =
        proposal(EDGE.formatted(dialect), Optional.empty()).apply(journal(), Duration.ofSeconds(5));
    await().atMost(PATIENCE).until(() -> change.state() == Change.State.UNDONE);
    assertThat(ruleset()).isEqualTo(before);
    assertThatThrownBy(() -> change.confirm(live()))
        .isInstanceOf(ApplyException.class)
        .hasMessageContaining("taken back already");
  }

  @Test
  void a_login_that_is_lost_while_it_is_asked_leaves_everything_as_before() throws Exception {
    var dialect = "nftables";
    standing(dialect);
    var before = ruleset();
    var site = Files.writeString(folder.resolve("pasvport.yaml"), EDGE.formatted(dialect));
    var line =
        "%s --enable-native-access=ALL-UNNAMED --add-exports=java.base/sun.nio.ch=ALL-UNNAMED -cp %s pasvport.app.Main apply --allow-lines --confirm-within 10s --site %s --home %s"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                site,
                folder.resolve("home"));
    try (var terminal = wall.pipe(List.of("script", "-qec", line, "/dev/null"))) {
      assertThat(terminal.alive()).isTrue();
      await().atMost(PATIENCE).until(() -> ruleset().contains("table inet pasvport"));
    }
    await().atMost(PATIENCE).until(() -> ruleset().equals(before));
    assertThat(Files.readString(folder.resolve("home/firewall/audit.log")))
        .contains("undone: not confirmed in time");
  }

  @Test
  void rules_that_do_not_let_ftp_through_are_not_put_in_force() throws Exception {
    var dialect = "nftables";
    standing(dialect);
    wall.nft(
        """
        table inet early {
          chain prerouting {
            type filter hook prerouting priority raw;
            tcp dport 50000-50009 drop
          }
        }
        """);
    var before = ruleset();
    var proposal = proposal(EDGE.formatted(dialect), Optional.empty());
    assertThat(proposal.report().results())
        .filteredOn(result -> !result.isRight())
        .extracting(Report.Result::text)
        .containsExactlyInAnyOrder(
            "a passive transfer with EPSV, IPv4", "a passive transfer with PASV, IPv4");
    assertThatThrownBy(() -> proposal.apply(journal(), LONG))
        .isInstanceOf(ApplyException.class)
        .hasMessageContaining("rehearsal failed");
    assertThat(ruleset()).isEqualTo(before);
    assertThat(journal().changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void a_plan_that_would_lock_the_administrator_out_is_refused(String dialect) throws Exception {
    standing(dialect);
    wall.run("nft", "flush", "ruleset").within(PATIENCE).orThrow();
    var proposal = proposal(ALONE.formatted(dialect, ""), Optional.of(LOGIN));
    assertThat(proposal.report().results())
        .filteredOn(result -> !result.isRight())
        .extracting(Report.Result::text)
        .containsExactly("the login from 198.51.100.200 to port 22, old and new");
    assertThatThrownBy(() -> proposal.apply(journal(), LONG)).isInstanceOf(ApplyException.class);
    assertThat(ruleset()).isEmpty();

    assertThat(
            proposal(ALONE.formatted(dialect, ", keep: [22]"), Optional.of(LOGIN))
                .report()
                .isRight())
        .isTrue();
  }

  @Test
  void a_chain_of_others_that_drops_gets_one_line_and_only_with_consent() throws Exception {
    var dialect = "nftables";
    standing(dialect);
    var before = ruleset();
    var refused = verb(dialect, "apply");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.stderr()).contains("--allow-lines");
    assertThat(ruleset()).isEqualTo(before);

    var proposal = proposal(EDGE.formatted(dialect), Optional.empty());
    assertThat(proposal.report().admissions())
        .extracting(Admission::chain)
        .containsExactly("inet filter forward");
    proposal.apply(journal(), LONG).confirm(live());
    assertThat(Pattern.compile("accept comment \"pasvport\"").matcher(ruleset()).results())
        .hasSize(1);
    // A second time there is nothing to add.
    assertThat(proposal(EDGE.formatted(dialect), Optional.empty()).report().admissions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void a_ruleset_that_somebody_changes_after_the_rehearsal_is_left_alone(String dialect)
      throws Exception {
    standing(dialect);
    var proposal = proposal(EDGE.formatted(dialect), Optional.empty());
    wall.nft("table inet other { chain input { type filter hook input priority 1; }; }");
    var changed = ruleset();
    assertThatThrownBy(() -> proposal.apply(journal(), LONG))
        .isInstanceOf(ApplyException.class)
        .hasMessageContaining("somebody has changed the firewall");
    assertThat(ruleset()).isEqualTo(changed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void an_undo_leaves_what_others_have_changed_meanwhile(String dialect) throws Exception {
    standing(dialect);
    var change = proposal(EDGE.formatted(dialect), Optional.empty()).apply(journal(), LONG);
    change.confirm(live());
    var meanwhile =
        switch (dialect) {
          case "nftables" -> "nft add rule inet filter input tcp dport 443 accept";
          case "iptables" -> "iptables -A INPUT -p tcp --dport 443 -j ACCEPT";
          case "ufw" -> "ufw allow 443/tcp";
          default -> "firewall-cmd --permanent --zone=external --add-port=443/tcp";
        };
    run(List.of(meanwhile.split(" "))).within(PATIENCE).orThrow();
    wall.nft("table inet other { chain input { type filter hook input priority 1; }; }");
    change.undo(live());
    assertThat(ruleset())
        .contains("dport 443", "table inet other")
        .doesNotContainIgnoringCase("pasvport");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void an_undo_brings_back_the_rules_of_the_change_before(String dialect) throws Exception {
    standing(dialect);
    proposal(EDGE.formatted(dialect), Optional.empty()).apply(journal(), LONG).confirm(live());
    var first = ruleset();
    var second =
        proposal(EDGE.formatted(dialect).replace("50000-50009", "50000-50004"), Optional.empty())
            .apply(journal(), LONG);
    assertThat(ruleset()).containsPattern("50000.50004").doesNotContainPattern("50000.50009");
    second.undo(live());
    assertThat(ruleset()).isEqualTo(first);
  }
}
