package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.doctor.vantage.Challenge;
import pasvport.firewall.apply.Admission;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.apply.Change;
import pasvport.firewall.apply.Login;
import pasvport.firewall.apply.Report;

/** Rules put in force in a firewall between a client and vsftpd, and taken back. */
@Tag("lab")
final class ApplyTest {
  private static final Duration LONG = Duration.ofMinutes(10);

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
  private Optional<ApplyLab> open = Optional.empty();

  private ApplyLab lab(String dialect) throws ApplyException {
    var lab = ApplyLab.open(dialect, folder);
    open = Optional.of(lab);
    return lab;
  }

  @AfterEach
  void remove() {
    open.ifPresent(ApplyLab::close);
  }

  @Test
  void what_is_applied_and_confirmed_by_its_verbs_is_undone_by_its_verb() throws Exception {
    var lab = lab("nftables");
    var before = lab.ruleset();

    var applied = lab.ran("apply", "--allow-lines").orThrow();
    assertThat(applied.stdout())
        .contains("gets through  a passive transfer with PASV, IPv4")
        .contains("gets through  an active transfer, IPv4")
        .contains("kept out      port 50010, beside the range, IPv4")
        .contains("kept out      the control port, from 192.0.2.99")
        .contains("nft insert rule inet filter forward ct mark");
    assertThat(lab.ran("apply", "--confirm").orThrow().stdout()).contains("change 1 stays");
    assertThat(lab.ruleset()).contains("table inet pasvport");

    lab.ran("undo").orThrow();
    assertThat(lab.ruleset()).isEqualTo(before);
    assertThat(lab.audit())
        .satisfiesExactly(
            line -> assertThat(line).contains("change=\"1\" applied hop=\"edge\""),
            line -> assertThat(line).contains("change=\"1\" confirmed"),
            line -> assertThat(line).contains("change=\"1\" undone"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void ftp_gets_through_from_a_change_on_until_its_undo_and_what_others_change_stays(String dialect)
      throws Exception {
    var lab = lab(dialect);
    var vsftpd = lab.vsftpd();
    var configured = lab.configuration();
    assertThat(lab.fetched(vsftpd)).startsWith("curl: (28)");

    var change = lab.proposal(lab.site(), Optional.empty()).apply(lab.journal(), LONG);
    assertThat(lab.fetched(vsftpd)).isEqualTo("content");
    // The next start would be without it.
    assertThat(lab.configuration()).isEqualTo(configured);
    change.confirm(lab.live());
    assertThat(lab.fetched(vsftpd, "--disable-epsv", "--no-ftp-skip-pasv-ip")).isEqualTo("content");
    assertThat(lab.fetched(vsftpd, "--ftp-port", "198.51.100.10", "--disable-eprt"))
        .isEqualTo("content");
    if (!configured.isEmpty()) {
      assertThat(lab.configuration()).isNotEqualTo(configured);
    }

    var first = lab.ruleset();
    var firstConfigured = lab.configuration();
    var narrower = lab.site().replace("50000-50009", "50000-50004");
    var second = lab.proposal(narrower, Optional.empty()).apply(lab.journal(), LONG);
    second.confirm(lab.live());
    assertThat(lab.ruleset()).containsPattern("50000.50004").doesNotContainPattern("50000.50009");
    second.undo(lab.live());
    assertThat(lab.ruleset()).isEqualTo(first);
    assertThat(lab.configuration()).isEqualTo(firstConfigured);

    opensAnotherPort(lab);
    change.undo(lab.live());
    assertThat(lab.ruleset())
        .contains("dport 443", "table inet other")
        .doesNotContainIgnoringCase("pasvport");
    assertThat(lab.configuration()).doesNotContain("5000");
    assertThat(lab.fetched(vsftpd)).startsWith("curl: (28)");
  }

  /** What another administrator does meanwhile. */
  private static void opensAnotherPort(ApplyLab lab) throws ApplyException {
    var command =
        switch (lab.dialect) {
          case "nftables" -> "nft add rule inet filter input tcp dport 443 accept";
          case "iptables" -> "iptables -A INPUT -p tcp --dport 443 -j ACCEPT";
          case "ufw" -> "ufw allow 443/tcp";
          default -> "firewall-cmd --permanent --zone=external --add-port=443/tcp";
        };
    lab.live().told(command.split(" ", -1));
    lab.wall.nft("table inet other { chain input { type filter hook input priority 1; }; }");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void what_is_not_confirmed_is_undone_by_itself(String dialect) throws Exception {
    var lab = lab(dialect);
    var before = lab.ruleset();
    var change =
        lab.proposal(lab.site(), Optional.empty()).apply(lab.journal(), Duration.ofSeconds(15));
    assertThat(lab.ruleset()).isNotEqualTo(before);
    await().atMost(ApplyLab.PATIENCE).until(() -> change.state() == Change.State.UNDONE);
    assertThat(lab.ruleset()).isEqualTo(before);
    assertThatThrownBy(() -> change.confirm(lab.live()))
        .isInstanceOf(ApplyException.class)
        .hasMessageContaining("taken back already");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "ufw", "firewalld"})
  void a_login_that_is_lost_while_it_is_asked_leaves_everything_as_before(String dialect)
      throws Exception {
    var lab = lab(dialect);
    var before = lab.ruleset();
    var configured = lab.configuration();
    var line = String.join(" ", lab.verb("apply", "--allow-lines", "--confirm-within", "10s"));
    try (var terminal = lab.pipe(List.of("script", "-qec", line, "/dev/null"))) {
      assertThat(terminal.alive()).isTrue();
      await().atMost(ApplyLab.PATIENCE).until(() -> lab.audit().toString().contains("applied"));
      assertThat(lab.ruleset()).isNotEqualTo(before);
    }
    await()
        .atMost(ApplyLab.PATIENCE)
        .until(() -> lab.audit().toString().contains("undone: not confirmed in time"));
    assertThat(lab.ruleset()).isEqualTo(before);
    assertThat(lab.configuration()).isEqualTo(configured);
  }

  @ParameterizedTest
  @CsvSource({"203.0.113.1, true", "10.0.0.2, false"})
  void a_test_from_a_vantage_decides_whether_a_change_stays(String announced, boolean works)
      throws Exception {
    var lab = lab("nftables");
    var vantage = lab.vantage();
    lab.vsftpd(announced, Challenge.of(vantage.token(), "203.0.113.1").text());
    var before = lab.ruleset();

    var ran = lab.ran(byVantage(vantage.options()));

    var audit = lab.audit().toString();
    if (works) {
      assertThat(ran.orThrow().stdout()).contains("ftp://203.0.113.1/", "works.", "change 1 stays");
      assertThat(audit).contains("change=\"1\" confirmed");
      assertThat(lab.ruleset()).contains("table inet pasvport");
    } else {
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.stdout()).contains("pasv-private-address");
      assertThat(ran.stderr()).contains("Undone, everything is as before");
      assertThat(audit).contains("change=\"1\" undone: the vantage's test failed");
      assertThat(lab.ruleset()).isEqualTo(before);
    }
  }

  @Test
  void without_a_vantage_that_answers_nothing_is_changed() throws Exception {
    var lab = lab("nftables");
    var vantage = lab.vantage();
    var before = lab.ruleset();
    var wrong = Files.writeString(folder.resolve("token"), "x".repeat(43));
    var options = new ArrayList<>(vantage.options());
    options.set(options.indexOf(vantage.tokens().toString()), wrong.toString());

    var refused = lab.ran(byVantage(options));
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.stderr()).contains("Nothing was changed", "token");
    assertThat(lab.ran("apply", "--yes").exit()).isEqualTo(64);
    // The server that is tested bears no proof.
    lab.vsftpd();
    var unproved = lab.ran(byVantage(vantage.options()));
    assertThat(unproved.exit()).isEqualTo(1);
    assertThat(unproved.stderr())
        .contains("Undone", Challenge.of(vantage.token(), "203.0.113.1").text());
    assertThat(lab.ruleset()).isEqualTo(before);
  }

  private static String[] byVantage(List<String> options) {
    return Stream.concat(Stream.of("apply", "--allow-lines", "--yes"), options.stream())
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "ufw", "firewalld"})
  void rules_that_do_not_let_ftp_through_are_not_put_in_force(String dialect) throws Exception {
    var lab = lab(dialect);
    lab.wall.nft(
        """
        table inet other {
          chain prerouting {
            type filter hook prerouting priority raw;
            tcp dport 50000-50009 drop
          }
        }
        """);
    var before = lab.ruleset();
    var proposal = lab.proposal(lab.site(), Optional.empty());
    assertThat(proposal.report().results())
        .filteredOn(result -> !result.isRight())
        .extracting(Report.Result::text)
        .containsExactlyInAnyOrder(
            "a passive transfer with EPSV, IPv4", "a passive transfer with PASV, IPv4");
    assertThatThrownBy(() -> proposal.apply(lab.journal(), LONG))
        .isInstanceOf(ApplyException.class)
        .hasMessageContaining("rehearsal failed");
    assertThat(lab.ruleset()).isEqualTo(before);
    assertThat(lab.journal().changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void a_plan_that_would_lock_the_administrator_out_is_refused(String dialect) throws Exception {
    var lab = lab(dialect);
    letInByDefault(lab);
    var before = lab.ruleset();
    var proposal = lab.proposal(ALONE.formatted(dialect, ""), Optional.of(LOGIN));
    assertThat(proposal.report().results())
        .filteredOn(result -> !result.isRight())
        .extracting(Report.Result::text)
        .containsExactly("the login from 198.51.100.200 to port 22, old and new");
    assertThatThrownBy(() -> proposal.apply(lab.journal(), LONG))
        .isInstanceOf(ApplyException.class);
    assertThat(lab.ruleset()).isEqualTo(before);

    assertThat(
            lab.proposal(ALONE.formatted(dialect, ", keep: [22]"), Optional.of(LOGIN))
                .report()
                .isRight())
        .isTrue();
  }

  /** Until the rest is dropped, the administrator gets in. */
  private static void letInByDefault(ApplyLab lab) throws ApplyException {
    switch (lab.dialect) {
      case "ufw" -> {
        lab.live().told("ufw", "delete", "allow", "22/tcp");
        lab.live().told("ufw", "default", "allow", "incoming");
      }
      case "firewalld" -> {} // its zone lets ssh in
      default -> lab.live().told("nft", "flush", "ruleset");
    }
  }

  @Test
  void a_chain_of_others_that_drops_gets_one_line_and_only_with_consent() throws Exception {
    var lab = lab("nftables");
    var before = lab.ruleset();
    var refused = lab.ran("apply");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.stderr()).contains("--allow-lines");
    assertThat(lab.ruleset()).isEqualTo(before);

    var proposal = lab.proposal(lab.site(), Optional.empty());
    assertThat(proposal.report().admissions())
        .extracting(Admission::chain)
        .containsExactly("inet filter forward");
    proposal.apply(lab.journal(), LONG).confirm(lab.live());
    assertThat(Pattern.compile("accept comment \"pasvport\"").matcher(lab.ruleset()).results())
        .hasSize(1);
    // A second time there is nothing to add.
    assertThat(lab.proposal(lab.site(), Optional.empty()).report().admissions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void a_firewall_that_somebody_changes_after_the_rehearsal_is_left_alone(String dialect)
      throws Exception {
    var lab = lab(dialect);
    var proposal = lab.proposal(lab.site(), Optional.empty());
    opensAnotherPort(lab);
    var changed = lab.ruleset();
    assertThatThrownBy(() -> proposal.apply(lab.journal(), LONG))
        .isInstanceOf(ApplyException.class)
        .hasMessageContaining("somebody has changed the firewall");
    assertThat(lab.ruleset()).isEqualTo(changed);
  }

  @Test
  void an_interface_in_no_zone_of_firewalld_is_named() throws Exception {
    var lab = lab("firewalld");
    lab.live().told("firewall-cmd", "--permanent", "--zone=external", "--remove-interface=wan0");
    lab.live().told("firewall-cmd", "-q", "--reload");
    var before = lab.ruleset();
    assertThatThrownBy(() -> lab.proposal(lab.site(), Optional.empty()))
        .isInstanceOf(ApplyException.class)
        .hasMessageContainingAll("wan0 is in no zone", "--add-interface=wan0");
    assertThat(lab.ruleset()).isEqualTo(before);
  }

  @Test
  void what_firewalld_would_lose_by_a_reload_is_named() throws Exception {
    var lab = lab("firewalld");
    lab.live().told("firewall-cmd", "--zone=external", "--add-port=443/tcp");
    assertThatThrownBy(() -> lab.proposal(lab.site(), Optional.empty()))
        .isInstanceOf(ApplyException.class)
        .hasMessageContainingAll("a reload would take it away", "443", "--runtime-to-permanent");
  }
}
