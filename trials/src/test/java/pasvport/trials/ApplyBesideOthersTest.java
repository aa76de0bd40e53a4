package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.firewall.apply.Admission;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.apply.Change;

/** What others have in the firewall, do to it meanwhile, and what a change must not do to them. */
@Tag("lab")
final class ApplyBesideOthersTest {
  private static final Duration LONG = Duration.ofMinutes(10);

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

  private static Change applied(ApplyLab lab) throws Exception {
    return lab.proposal(lab.site(), Optional.empty()).apply(lab.journal(), LONG);
  }

  @Test
  void settings_of_ufw_that_others_change_meanwhile_stay() throws Exception {
    var lab = lab("ufw");
    var change = applied(lab);
    change.confirm(lab.live());
    lab.live().told("ufw", "default", "reject", "incoming");
    lab.live().told("ufw", "logging", "medium");

    change.undo(lab.live());

    assertThat(lab.configuration()).contains("DEFAULT_INPUT_POLICY=\"REJECT\"", "LOGLEVEL=medium");
    assertThat(lab.live().told("ufw", "status", "verbose"))
        .contains("reject (incoming)", "on (medium)");
  }

  @Test
  void a_chain_that_bans_single_clients_gets_no_line() throws Exception {
    var lab = lab("nftables");
    lab.wall.nft(
        """
        table inet f2b-table {
          set addr-set-vsftpd {
            type ipv4_addr
          }
          chain f2b-chain {
            type filter hook forward priority filter - 1; policy accept;
            tcp dport 21 ip saddr @addr-set-vsftpd reject
          }
        }
        """);
    assertThat(lab.proposal(lab.site(), Optional.empty()).report().admissions())
        .extracting(Admission::chain)
        .containsExactly("inet filter forward");
  }

  @Test
  void who_is_banned_in_iptables_stays_banned() throws Exception {
    var lab = lab("iptables");
    var vsftpd = lab.vsftpd();
    for (var rule :
        new String[] {
          "-N f2b-vsftpd",
          "-A f2b-vsftpd -s 198.51.100.77/32 -j REJECT",
          "-A f2b-vsftpd -j RETURN",
          "-I FORWARD -p tcp -m multiport --dports 21 -j f2b-vsftpd"
        }) {
      lab.live().told(("iptables " + rule).split(" ", -1));
    }
    applied(lab).confirm(lab.live());
    assertThat(lab.fetched(vsftpd)).isEqualTo("content");

    lab.live().told("iptables", "-I", "f2b-vsftpd", "-s", "198.51.100.10/32", "-j", "REJECT");
    assertThat(lab.fetched(vsftpd)).startsWith("curl: (7)");
  }

  @Test
  void every_chain_that_drops_gets_its_line_however_it_is_written() throws Exception {
    var lab = lab("nftables");
    lab.wall.nft(
        """
        table inet other {
          chain nothing {
            type filter hook forward priority filter + 4;
          }
          chain strict {
            comment "as the auditors want it";
            type filter hook forward priority filter + 5; policy drop;
            ct state established accept
            iifname "lan0" accept
          }
        }
        """);
    var proposal = lab.proposal(lab.site(), Optional.empty());
    assertThat(proposal.report().admissions())
        .extracting(Admission::chain)
        .containsExactly("inet filter forward", "inet other strict");
    assertThat(proposal.report().isRight()).isTrue();
  }

  @Test
  void an_address_that_is_noted_between_rehearsal_and_change_does_no_harm() throws Exception {
    var lab = lab("nftables");
    lab.wall.nft("table inet other { set seen { type ipv4_addr; flags dynamic; } ; }");
    var proposal = lab.proposal(lab.site(), Optional.empty());
    lab.wall.nft("add element inet other seen { 192.0.2.1, 192.0.2.2 }");
    assertThatCode(() -> proposal.apply(lab.journal(), LONG)).doesNotThrowAnyException();
  }

  @Test
  void a_change_that_nobody_watches_over_any_more_is_not_confirmed() throws Exception {
    var lab = lab("nftables");
    var change = applied(lab);
    var deadline = change.folder().resolve("deadline");
    var noted = Files.readString(deadline);
    // Another start of the machine.
    Files.writeString(deadline, noted.replaceFirst(" .*", " another"));

    assertThatThrownBy(() -> change.confirm(lab.live()))
        .isInstanceOf(ApplyException.class)
        .hasMessageContaining("pasvport undo");
    assertThatThrownBy(() -> applied(lab))
        .isInstanceOf(ApplyException.class)
        .hasMessageContaining("undo it first");
    change.undo(lab.live());
    assertThat(applied(lab).number()).isEqualTo(2);
  }

  @Test
  void an_undo_that_fails_in_part_says_so_and_can_be_run_again() throws Exception {
    var lab = lab("iptables");
    var change = applied(lab);
    change.confirm(lab.live());
    lab.live().told("iptables", "-N", "MINE");
    lab.live().told("iptables", "-A", "MINE", "-j", "PASVPORT");

    assertThatThrownBy(() -> change.undo(lab.live()))
        .isInstanceOf(ApplyException.class)
        .hasMessageContaining("could not be taken back");
    assertThat(change.state()).isEqualTo(Change.State.CONFIRMED);

    lab.live().told("iptables", "-F", "MINE");
    change.undo(lab.live());
    assertThat(change.state()).isEqualTo(Change.State.UNDONE);
    assertThat(lab.ruleset()).doesNotContain("PASVPORT");
  }

  @Test
  void two_changes_are_not_made_at_the_same_time() throws Exception {
    var lab = lab("nftables");
    var proposal = lab.proposal(lab.site(), Optional.empty());
    var file = Files.createDirectories(lab.journal().folder()).resolve("lock");
    try (var other = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = other.lock()) {
      assertThatThrownBy(() -> proposal.apply(lab.journal(), LONG))
          .isInstanceOf(ApplyException.class)
          .hasMessageContaining("at this moment");
    }
    assertThat(lab.journal().changes()).isEmpty();
    proposal.apply(lab.journal(), LONG);
  }
}
