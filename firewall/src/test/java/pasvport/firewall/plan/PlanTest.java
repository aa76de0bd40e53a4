package pasvport.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;

/** Which way a site goes, and what that asks of each hop. */
class PlanTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                                      | GATEWAY | names no server
          servers: [{name: a, address: 10.0.0.9}]                                                 | GATEWAY | several servers
          server: 10.0.0.9                                                                        | GATEWAY | nothing is known
          {server: 10.0.0.9, listen: 21, server-settings: {passive-ports: 4000-4009}}             | GATEWAY | says where clients reach
          {server: 10.0.0.9, passive: {ports: 4000}, server-settings: {tls: offered}}             | GATEWAY | says where clients reach
          {server: 10.0.0.9, server-settings: {passive-ports: 4000-4009}}                         | STATIC  | range of its own
          {server: 10.0.0.9, server-settings: {tls: offered}}                                     | STATIC  | no firewall's helper can read
          {server: 10.0.0.9, server-settings: {implicit-port: 990}}                               | STATIC  | no firewall's helper can read
          {server: 10.0.0.9, server-settings: {announces: 203.0.113.1}}                           | STATIC  | announces 203.0.113.1
          {server: 10.0.0.9, server-settings: {announces: auto}}                                  | STATIC  | announces auto
          {server: 10.0.0.9, server-settings: {}}                                                 | HELPER  | plain FTP
          {server: 10.0.0.9, server-settings: {announces: 10.0.0.9}}                              | HELPER  | plain FTP
          {server: 127.0.0.1, server-settings: {announces: 10.0.0.2}}                             | HELPER  | plain FTP
          {profile: gateway, server: 10.0.0.9, server-settings: {passive-ports: 4000-4009}}       | GATEWAY | the site asks
          {profile: static, server: 10.0.0.9}                                                     | STATIC  | the site asks
          {profile: helper, server: 10.0.0.9, server-settings: {passive-ports: 4000-4009}}        | HELPER  | the site asks
          """)
  void one_profile_is_chosen_and_justified(String yaml, Profile profile, String reason) {
    var plan = Planned.plan(yaml);
    assertThat(plan.profile()).isEqualTo(profile);
    assertThat(plan.reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          profile: helper                                                                         | profile                       | built-in server
          profile: static                                                                         | profile                       | built-in server
          {profile: static, servers: [{name: a, address: b}]}                                     | profile                       | several servers
          {profile: helper, server: 10.0.0.9, server-settings: {tls: offered}}                    | server-settings.tls           | nothing to read
          {profile: helper, server: 10.0.0.9, server-settings: {implicit-port: 990}}              | server-settings.implicit-port | nothing to read
          {profile: helper, server: 10.0.0.9, server-settings: {announces: 203.0.113.1}}          | server-settings.announces     | EPSV then passes and PASV fails
          {profile: helper, server: 10.0.0.9, server-settings: {announces: ftp.example.org}}      | server-settings.announces     | EPSV then passes and PASV fails
          listen: [127.0.0.1:21, "[::1]:21"]                                                      | listen                        | every entry is a loopback
          {profile: static, server: ftp.internal, path: [{name: edge}]}                           | server                        | edge must be told where
          {listen: 10.0.0.2:21, path: [{name: edge, outside-addresses: "2001:db8:f::1"}, {name: b}], access: {allow: 10.0.0.0/8}} | path[0].outside-addresses | leads nowhere
          {listen: 21, tls: {implicit: 990}, path: [{name: edge, outside-addresses: 203.0.113.1, control-port: 990}]} | path[0] | the same outside port, 990
          {listen: 10.0.0.2:21, path: [{name: edge, dialect: nftable}]}                           | path[0].dialect               | nftable is no dialect
          """)
  void what_cannot_work_is_refused_with_the_key_and_the_reason(
      String yaml, String key, String reason) {
    var refusal =
        catchThrowableOfType(
            PlanRefusedException.class, () -> Plan.of(Planned.site(yaml), Planned.HOST));
    assertThat(refusal.key()).isEqualTo(key);
    assertThat(refusal.reason()).contains(reason);
    assertThat(refusal.remedy()).isNotEmpty();
  }

  @Test
  void without_a_path_the_host_of_the_gateway_is_the_only_hop() {
    var plan = Planned.plan("{}");
    assertThat(plan.hops()).hasSize(1);
    assertThat(Planned.needsOf(plan, 0).place()).isEqualTo(Place.HOST);
    assertThat(Planned.needs(plan, 0))
        .containsExactly(
            "CONTROL IPV4 from any to host:2121 (listen)",
            "PASSIVE IPV4 from any to host:50000-50009 (passive.ports)",
            "SFTP IPV4 from any to host:2022 (embedded.sftp-port)",
            "ACTIVE IPV4 from any to host:1024-65535 source 20 (active.source-port)",
            "CONTROL IPV6 from any to host:2121 (listen)",
            "PASSIVE IPV6 from any to host:50000-50009 (passive.ports)",
            "SFTP IPV6 from any to host:2022 (embedded.sftp-port)",
            "ACTIVE IPV6 from any to host:1024-65535 source 20 (active.source-port)");
  }

  @Test
  void a_hop_that_translates_leads_to_the_gateway_and_lets_its_own_address_through() {
    var plan =
        Planned.plan(
            """
            listen: 10.0.0.2:2121
            server: 10.0.0.9
            active: {offered: false}
            access: {allow: 198.51.100.0/24}
            path: [{name: edge, outside-addresses: 203.0.113.1, control-port: 21}]
            """);
    assertThat(Planned.needs(plan, 0))
        .containsExactly(
            "CONTROL IPV4 from [198.51.100.0/24] to 10.0.0.2:2121 (listen)",
            "PASSIVE IPV4 from [198.51.100.0/24] to 10.0.0.2:50000-50009 (passive.ports)");
    assertThat(Planned.translations(plan, 0))
        .containsExactly(
            "CONTROL 203.0.113.1:21 to 10.0.0.2:2121",
            "PASSIVE 203.0.113.1:50000-50009 to 10.0.0.2:50000-50009");
  }

  @Test
  void with_two_nats_the_first_leads_to_the_outside_address_of_the_second() {
    var plan =
        Planned.plan(
            """
            listen: 10.0.0.2:2121
            active: {source-port: 0}
            embedded: {sftp-port: 0}
            passive: {port-shift: -29000}
            path:
              - {name: router, outside-addresses: 203.0.113.1, control-port: 21}
              - {name: edge, outside-addresses: 192.168.0.1, control-port: 2100}
              - {name: box, place: host, rest: drop, keep: 22, log-drops: false}
            """);
    assertThat(Planned.needs(plan, 0))
        .containsExactly(
            "CONTROL IPV4 from any to 192.168.0.1:2100 (listen)",
            "PASSIVE IPV4 from any to 192.168.0.1:21000-21009 (passive.ports)",
            "ACTIVE IPV4 from any to 192.168.0.1:1024-65535 (active.source-port)");
    assertThat(Planned.translations(plan, 0))
        .containsExactly(
            "CONTROL 203.0.113.1:21 to 192.168.0.1:2100",
            "PASSIVE 203.0.113.1:21000-21009 to 192.168.0.1:21000-21009");
    assertThat(Planned.translations(plan, 1))
        .containsExactly(
            "CONTROL 192.168.0.1:2100 to 10.0.0.2:2121",
            "PASSIVE 192.168.0.1:21000-21009 to 10.0.0.2:50000-50009");
    assertThat(Planned.needs(plan, 2)).first().asString().contains("to host:2121");
    var box = Planned.needsOf(plan, 2);
    assertThat(box.rest()).isEqualTo(Rest.DROP);
    assertThat(box.keep()).containsExactly(22);
    assertThat(box.logsDrops()).isFalse();
  }

  @Test
  void a_hop_for_every_address_translates_ipv4_and_routes_ipv6() {
    var plan =
        Planned.plan(
            """
            listen: 21
            embedded: {sftp-port: 0}
            active: {offered: false}
            path: [{name: edge, outside-addresses: 203.0.113.1, hairpin: 10.0.0.0/24}]
            """);
    assertThat(Planned.needs(plan, 0))
        .containsExactly(
            "CONTROL IPV4 from any to 10.0.0.2:21 (listen)",
            "PASSIVE IPV4 from any to 10.0.0.2:50000-50009 (passive.ports)",
            "CONTROL IPV6 from any to 2001:db8:1::2:21 (listen)",
            "PASSIVE IPV6 from any to 2001:db8:1::2:50000-50009 (passive.ports)");
    assertThat(Planned.needsOf(plan, 0).translations())
        .allSatisfy(each -> assertThat(each.family()).isEqualTo(Family.IPV4));
    assertThat(Planned.needsOf(plan, 0).hairpin()).hasSize(1);
  }

  @Test
  void clients_of_one_family_leave_the_other_closed() {
    assertThat(Planned.needs(Planned.plan("access: {allow: '2001:db8:2::/48'}"), 0))
        .isNotEmpty()
        .allSatisfy(need -> assertThat(need).contains("IPV6 from [2001:db8:2::/48]"));
  }

  @Test
  void data_is_let_in_from_where_the_gateway_takes_it() {
    assertThat(
            Planned.needs(
                Planned.plan(
                    "{passive: {data-peer: /24}, access: {allow: [192.0.2.7, 10.1.0.0/16]},"
                        + " proxy-protocol: {control: 10.0.0.5}}"),
                0))
        .contains(
            "CONTROL IPV4 from [192.0.2.7/32, 10.1.0.0/16, 10.0.0.5/32] to host:2121 (listen)",
            "PASSIVE IPV4 from [192.0.2.0/24, 10.1.0.0/16] to host:50000-50009 (passive.ports)");
    assertThat(
            Planned.needs(
                Planned.plan(
                    "{passive: {data-peer: tls-session}, tls: {require-session-reuse: true},"
                        + " access: {allow: 192.0.2.7}}"),
                0))
        .contains("PASSIVE IPV4 from any to host:50000-50009 (passive.ports)");
  }

  @Test
  void static_opens_every_range_of_the_server_once() {
    var plan =
        Planned.plan(
            """
            server: 10.0.0.9
            server-settings:
              passive-ports: [40000-40010, 40100]
              epsv-ports: 40000-40010
              implicit-port: 990
              sftp-port: 22
              active-source-port: 20
            path: [{name: edge}]
            """);
    assertThat(Planned.needs(plan, 0))
        .containsExactly(
            "CONTROL IPV4 from any to 10.0.0.9:21 (server)",
            "IMPLICIT_TLS IPV4 from any to 10.0.0.9:990 (server-settings.implicit-port)",
            "SFTP IPV4 from any to 10.0.0.9:22 (server-settings.sftp-port)",
            "PASSIVE IPV4 from any to 10.0.0.9:40000-40010 (server-settings.passive-ports)",
            "PASSIVE IPV4 from any to 10.0.0.9:40100 (server-settings.passive-ports)",
            "ACTIVE IPV4 from any to 10.0.0.9:1024-65535 source 20"
                + " (server-settings.active-source-port)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {tls: offered}                                                           | 50000-50099
          {tls: offered, sessions: 200}                                            | 50000-50199
          {tls: offered, sessions: 200, product: pure-ftpd}                        | 50000-50399
          {tls: offered, sessions: 5000}                                           | 50000-50999
          {tls: offered, passive-ports: 5001-65535, passive-source: built-in}      | 50000-50099
          {tls: offered, passive-ports: 50000-50100, passive-source: built-in}     | 50000-50100
          {passive-ports: 40000-40009, epsv-source: kernel}                        | 50000-50099
          """)
  void a_range_that_cannot_be_opened_is_replaced_by_one_of_the_right_size(
      String settings, String ports) {
    var plan = Planned.plan("{server: 10.0.0.9, server-settings: %s}".formatted(settings));
    assertThat(Planned.needs(plan, 0))
        .filteredOn(need -> need.startsWith("PASSIVE"))
        .singleElement()
        .asString()
        .contains("host:" + ports + " ");
  }

  @Test
  void a_helper_reads_the_servers_own_control_port_and_nothing_else_is_opened() {
    var plan =
        Planned.plan(
            """
            server: 10.0.0.9:2100
            server-settings: {}
            path: [{name: edge, outside-addresses: 203.0.113.1, control-port: 21}]
            """);
    assertThat(Planned.needs(plan, 0))
        .containsExactly("CONTROL IPV4 from any to 10.0.0.9:2100 (server)");
    assertThat(Planned.needsOf(plan, 0).helperPorts()).containsExactly(2100);
  }

  @Test
  void a_server_on_this_host_is_led_to_by_the_hosts_own_addresses() {
    var plan =
        Planned.plan(
            """
            server: 127.0.0.1
            server-settings: {passive-ports: 40000-40009, active: false}
            path: [{name: edge, outside-addresses: 203.0.113.1}]
            """);
    assertThat(Planned.translations(plan, 0))
        .containsExactly(
            "CONTROL 203.0.113.1:21 to 10.0.0.2:21",
            "PASSIVE 203.0.113.1:40000-40009 to 10.0.0.2:40000-40009");
    assertThat(Planned.needs(plan, 0)).hasSize(4);
  }
}
