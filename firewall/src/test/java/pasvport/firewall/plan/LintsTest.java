package pasvport.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of finding: a site that shows it, where, and a site like it that does not. */
class LintsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wide-range            | server-settings.passive-ports      | {server: 10.0.0.9, server-settings: {passive-ports: 1024-65535}}
          small-range           | server-settings.passive-ports      | {server: 10.0.0.9, server-settings: {passive-ports: 4000-4009, sessions: 11}}
          leaking-range         | server-settings.beyond-range       | {server: 10.0.0.9, server-settings: {passive-ports: 4000-4009, beyond-range: leak}}
          many-mappings         | path[0].dialect                    | {server: 10.0.0.9, server-settings: {passive-ports: 4000-4049}, path: [{name: nlb, dialect: aws-cli, outside-addresses: 203.0.113.1}]}
          shift-without-nat     | passive.port-shift                 | {listen: 10.0.0.2:21, passive: {port-shift: -29000}, path: [{name: edge}]}
          open-to-everyone      | access.allow                       | listen: 21
          denied-but-open       | access.deny                        | {server: 10.0.0.9, server-settings: {passive-ports: 4000}, access: {deny: 192.0.2.0/24}}
          shadowed-network      | access.allow[1]                    | access: {allow: [10.0.0.0/8, 10.1.0.0/16]}
          shadowed-network      | access.allow[0]                    | access: {allow: [10.1.0.0/16, 10.0.0.0/8]}
          unchecked-peer        | server-settings.checks-peer        | {server: 10.0.0.9, server-settings: {passive-ports: 4000, checks-peer: false}}
          helper-on-by-itself   | path[0].dialect                    | {listen: 21, path: [{name: edge, dialect: mikrotik}]}
          helper-and-address-translation | path[0].control-port      | {server: 10.0.0.9, server-settings: {}, path: [{name: edge, outside-addresses: 203.0.113.1, control-port: 2121}]}
          helper-opens-related  | profile                            | {server: 10.0.0.9, server-settings: {}}
          helper-at-clients     | profile                            | {server: 10.0.0.9, server-settings: {}}
          stateless-established | path[0].dialect                    | {listen: 21, path: [{name: edge, dialect: cisco-ios}]}
          second-address        | path[0].outside-addresses          | {listen: 21, path: [{name: edge, outside-addresses: [203.0.113.1, 203.0.113.2]}]}
          name-announced        | passive.address                    | {listen: 21, passive: {address: ftp.example.org}, path: [{name: edge, outside-addresses: 203.0.113.1}]}
          name-announced        | server-settings.announces          | {server: 10.0.0.9, server-settings: {announces: ftp.example.org, passive-ports: 4000}, path: [{name: edge, outside-addresses: 203.0.113.1}]}
          hairpin-without-clients | path[0].hairpin[0]               | {listen: 21, access: {allow: 198.51.100.0/24}, path: [{name: edge, outside-addresses: 203.0.113.1, hairpin: 10.0.0.0/24}]}
          any-source-port       | active.source-port                 | active: {source-port: 0}
          ipv6-left-out         | path[0]                            | {server: 127.0.0.1, server-settings: {passive-ports: 4000}, path: [{name: edge, outside-addresses: 203.0.113.1}, {name: box, place: host}]}
          drops-not-logged      | path[0].log-drops                  | {listen: 21, path: [{name: edge, log-drops: false}]}
          """)
  void a_site_that_shows_it_is_found_at_its_key(String id, String key, String yaml) {
    var site = id.equals("ipv6-left-out") ? Planned.planWithoutIpv6(yaml) : Planned.plan(yaml);
    assertThat(site.findings())
        .filteredOn(finding -> finding.lint().id().equals(id))
        .isNotEmpty()
        .allSatisfy(finding -> {
          assertThat(finding.key()).isEqualTo(key);
          assertThat(finding.what()).endsWith(".");
          assertThat(finding.remedy()).endsWith(".");
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wide-range            | {server: 10.0.0.9, server-settings: {passive-ports: 40000-40999}}
          small-range           | {server: 10.0.0.9, server-settings: {passive-ports: 4000-4009, sessions: 10}}
          small-range           | {server: 10.0.0.9, server-settings: {sessions: 10, tls: offered}}
          leaking-range         | {server: 10.0.0.9, server-settings: {passive-ports: 4000-4009, beyond-range: refuse}}
          leaking-range         | {server: 10.0.0.9, listen: 21, server-settings: {passive-ports: 4000-4009, beyond-range: leak}}
          many-mappings         | {server: 10.0.0.9, server-settings: {passive-ports: 4000-4048}, path: [{name: nlb, dialect: aws-cli, outside-addresses: 203.0.113.1}]}
          many-mappings         | {server: 10.0.0.9, server-settings: {passive-ports: 4000-4049}, path: [{name: nlb, dialect: nftables, outside-addresses: 203.0.113.1}]}
          shift-without-nat     | {listen: 10.0.0.2:21, passive: {port-shift: -29000}, path: [{name: edge, outside-addresses: 203.0.113.1}]}
          open-to-everyone      | access: {allow: 10.0.0.0/8}
          denied-but-open       | {listen: 21, access: {deny: 192.0.2.0/24}}
          shadowed-network      | access: {allow: [10.0.0.0/8, 192.0.2.0/24]}
          unchecked-peer        | {server: 10.0.0.9, listen: 21, server-settings: {passive-ports: 4000, checks-peer: false}}
          helper-on-by-itself   | {server: 10.0.0.9, server-settings: {}, path: [{name: edge, dialect: mikrotik}]}
          helper-and-address-translation | {server: 10.0.0.9:2121, server-settings: {}, path: [{name: edge, outside-addresses: 203.0.113.1}]}
          helper-opens-related  | {server: 10.0.0.9, server-settings: {tls: offered}}
          helper-at-clients     | {server: 10.0.0.9, server-settings: {active: false}}
          second-address        | {listen: 21, path: [{name: edge, outside-addresses: [203.0.113.1, "2001:db8:f::1"]}]}
          second-address        | {listen: 21, path: [{name: a, outside-addresses: 203.0.113.1}, {name: b, outside-addresses: [192.168.0.1, 192.168.0.2]}]}
          name-announced        | {listen: 21, passive: {address: ftp.example.org}}
          hairpin-without-clients | {listen: 21, access: {allow: [198.51.100.0/24, 10.0.0.0/8]}, path: [{name: edge, outside-addresses: 203.0.113.1, hairpin: 10.0.0.0/24}]}
          any-source-port       | active: {offered: false}
          ipv6-left-out         | {listen: 21, path: [{name: edge, outside-addresses: 203.0.113.1}, {name: box, place: host}]}
          drops-not-logged      | {listen: 21, path: [{name: edge}]}
          """)
  void a_site_like_it_that_does_not_show_it_is_left_in_peace(String id, String yaml) {
    assertThat(Planned.plan(yaml).findings())
        .extracting(finding -> finding.lint().id())
        .doesNotContain(id);
  }

  @Test
  void the_worst_comes_first() {
    assertThat(
            Planned.plan(
                    "{server: 10.0.0.9, server-settings:"
                        + " {passive-ports: 4000-4009, sessions: 50}, access: {allow: [10.0.0.0/8,"
                        + " 10.1.0.0/16]}}")
                .findings())
        .extracting(finding -> finding.lint().weight())
        .isSorted()
        .contains(Lint.Weight.DEFECT, Lint.Weight.NOTE);
  }

  @Test
  void a_network_named_twice_is_shadowed_once() {
    assertThat(Planned.plan("access: {allow: [10.0.0.0/8, 10.0.0.0/8]}").findings())
        .filteredOn(finding -> finding.lint().id().equals("shadowed-network"))
        .extracting(Finding::key)
        .isEqualTo(List.of("access.allow[1]"));
  }
}
