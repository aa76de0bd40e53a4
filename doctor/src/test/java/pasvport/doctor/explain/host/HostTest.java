package pasvport.doctor.explain.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of this host's packages. */
class HostTest {

  @Test
  void security_updates_of_firewall_and_server_are_told_and_no_others() {
    assertThat(
            SecurityUpdates.ofApt(
                """
                Listing...
                apt/oldstable-security 2.6.2 all [upgradable from: 2.6.1]
                appstream/oldstable 0.16.1-2+b1 amd64 [upgradable from: 0.16.1-2]
                vsftpd/oldstable-security 3.0.3-13+deb12u1 amd64 [upgradable from: 3.0.3-13]
                nftables/oldstable 1.0.6-2+deb12u2 amd64 [upgradable from: 1.0.6-2]
                """))
        .containsExactly(
            "vsftpd 3.0.3-13 has a security update to 3.0.3-13+deb12u1 (oldstable-security)");
    assertThat(
            SecurityUpdates.ofDnf(
                """
                FEDORA-2026-1a2b3c4d5e Important/Sec. vsftpd-3.0.5-9.fc41.x86_64
                FEDORA-2026-1a2b3c4d5f Moderate/Sec.  bash-5.2.32-2.fc41.x86_64
                """))
        .containsExactly(
            "vsftpd has a security update to 3.0.5-9.fc41.x86_64 (FEDORA-2026-1a2b3c4d5e)");
  }

  @Test
  void a_trap_is_told_for_the_versions_that_have_it_with_its_source() {
    assertThat(Traps.of(Map.of("linux", "6.1.0-28-amd64", "proftpd-core", "1.3.8+dfsg-4")))
        .anyMatch(said -> said.startsWith("linux 6.1.0-28-amd64: FTP helpers attach"))
        .anyMatch(
            said -> said.contains("AllowForeignAddress") && said.endsWith("(run against 1.3.8)"))
        .noneMatch(said -> said.contains("conntrack -E expect"));
    assertThat(Traps.of(Map.of("linux", "5.19.17")))
        .singleElement()
        .asString()
        .contains("conntrack -E expect");
    assertThat(Traps.of(Map.of("linux", "4.4.0", "vsftpd", "1.2.2"))).isEmpty();
  }

  @Test
  void every_trap_has_a_source() {
    assertThat(Traps.table()).isNotEmpty().noneMatch(trap -> trap.source().isBlank());
  }
}
