package pasvport.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is recommended for which network. */
class AdvisorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mode     | {}                                                                    | active: {offered: false} closes them
          mode     | active: {offered: false}                                              | nothing is open for it
          mode     | {server: 10.0.0.9, server-settings: {}}                               | The helper lets active mode pass too
          mode     | {server: 10.0.0.9, server-settings: {passive-ports: 4000}}            | switch PORT off in the server
          mode     | {}                                                                    | no NAT of theirs can correct the address
          IPv6     | {listen: "[2001:db8:1::2]:21"}                                        | Nothing is planned for IPv4
          protocol | {}                                                                    | SFTP, served here at port 2022, needs one port
          protocol | {server: 10.0.0.9, tls: {control: off}}                               | switch TLS on
          protocol | {server: 10.0.0.9, server-settings: {}}                               | a helper needs them in clear
          range    | {}                                                                    | 10 ports serve every client address at once
          range    | tls: {require-session-reuse: true}                                    | one port is enough: passive: {ports: 50000}
          range    | passive: {ports: 50000}                                               | Sessions behind one address wait
          range    | {server: 10.0.0.9, server-settings: {passive-ports: 40000-40100}}     | 101 ports carry 25 transfers a minute
          range    | {server: 10.0.0.9, server-settings: {}}                               | the helper opens one port
          range    | {profile: static, server: 10.0.0.9, server-settings: {passive-source: none}} | no passive mode
          reserve  | {}                                                                    | ip_local_reserved_ports=50000-50009
          behind   | {server: 10.0.0.9, listen: 21, server-settings: {passive-ports: 4000-4009}} | the gateway through to 10.0.0.9:21 and ports 4000-4009
          behind   | servers: [{name: a, address: 10.0.0.9}, {name: b, address: 10.0.0.8}] | 10.0.0.9:21 and its passive ports; 10.0.0.8:21 and its passive ports
          hairpin  | {listen: 21, path: [{name: edge, outside-addresses: 203.0.113.1, hairpin: 10.0.0.0/24}]} | Clients of 10.0.0.0/24 turn round at edge
          IPv6     | {}                                                                    | EPSV and EPRT alone
          IPv6     | access: {allow: 10.0.0.0/8}                                           | Publish no AAAA record
          path     | {}                                                                    | describe it in path
          ACME     | {certificates: {acme: {names: a.example, agree-to-terms: true}}}      | The CA asks at *:80
          """)
  void what_is_advised(String topic, String yaml, String text) {
    assertThat(Planned.plan(yaml).advice())
        .filteredOn(advice -> advice.topic().equals(topic))
        .singleElement()
        .extracting(Advice::text)
        .asString()
        .contains(text);
  }

  @Test
  void what_does_not_apply_is_not_advised() {
    assertThat(
            Planned.plan("{listen: 10.0.0.2:21, passive: {ports: 3000-3009}, path: [{name: edge}]}")
                .advice())
        .extracting(Advice::topic)
        .containsExactly("mode", "protocol", "range", "IPv6");
  }
}
