package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold between keys, and between a site and its host (10.0.0.1, 2001:db8::1). */
class ChecksTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          passive: {ports: 1000-1010}                               | 1:18: passive.ports: 1000 is below 1024, where system services live
          passive: {port-shift: 20000}                              | 1:23: passive.port-shift: shifted by 20000, the ports 50000-50009 would be announced as 70000-70009. Allowed: a shift from -48976 to 15526
          passive: {port-shift: -49500}                             | announced as 500-509
          passive: {ports: 2120-2130}                               | 1:18: passive.ports: the range 2120-2130 contains 2121, where clients reach the gateway
          listen: 50003                                             | 1:9: listen: the range 50000-50009 contains 50003
          listen: [21, 50003]                                       | 1:14: listen[1]: the range 50000-50009 contains 50003
          listen: 2022                                              | 1:9: listen: *:2022 is taken by *:2022 of listen
          embedded: {sftp-port: 50003}                              | embedded.sftp-port: 50003 is one of passive.ports, 50000-50009
          pass-through: [{listen: 2121, to: 10.0.0.30:22}]          | pass-through[0].listen: *:2121 is taken by *:2121 of listen
          pass-through: [{listen: 2022, to: 10.0.0.30:22}]          | pass-through[0].listen: *:2022 is taken by *:2022 of embedded.sftp-port
          pass-through: [{listen: 2222, to: 127.0.0.1:2222}]        | pass-through[0].to: this is the gateway's own entry *:2222
          pass-through: [{listen: "10.0.0.2:22", to: 10.0.0.30:22}] | pass-through[0].listen: 10.0.0.2 is not an address of this host
          pass-through: [{listen: 2222, to: 10.0.0.30}]             | pass-through[0].to: the port is missing: write 10.0.0.30:22
          server: 127.0.0.1:50000                                   | 1:9: server: the range 50000-50009 contains 50000, where the server on this host listens
          server: localhost:50000                                   | where the server on this host listens
          server: 10.0.0.1:50000                                    | where the server on this host listens
          listen: 10.0.0.2:21                                       | 1:9: listen: 10.0.0.2 is not an address of this host
          listen: "[2001:db8::2]:21"                                | 1:9: listen: 2001:db8::2 is not an address of this host
          listen: [2121, 10.0.0.1:2121]                             | 1:16: listen[1]: 10.0.0.1:2121 is taken by *:2121
          listen: [10.0.0.1:21, 10.0.0.1:21]                        | 1:23: listen[1]: 10.0.0.1:21 is taken by 10.0.0.1:21
          server: 127.0.0.1:2121                                    | 1:9: server: this is the gateway's own entry *:2121
          server: localhost:2121                                    | 1:9: server: this is the gateway's own entry *:2121
          server: 10.0.0.1:2121                                     | 1:9: server: this is the gateway's own entry *:2121
          {listen: 127.0.0.1:21, server: localhost}                 | server: this is the gateway's own entry 127.0.0.1:21
          {listen: "[2001:db8::1]:21", server: "2001:db8:0::1"}     | server: this is the gateway's own entry [2001:db8::1]:21
          passive: {address: 0.0.0.0}                               | 1:20: passive.address: 0.0.0.0 is no host's address
          passive: {address: 224.0.0.1}                             | 224.0.0.1 is no host's address
          passive: {address: 255.255.255.255}                       | 255.255.255.255 is no host's address
          passive: {address: "2001:db8::1"}                         | 2001:db8::1 is IPv6, which a passive reply cannot name
          passive: {address-for: [{clients: 10.0.0.0/8, address: 224.0.0.1}]}  | 1:56: passive.address-for[0].address: 224.0.0.1 is no host's address
          server-proxy: control                                     | 1:15: server-proxy: the embedded server takes no PROXY header
          {server: 10.0.0.9, server-data: active, server-proxy: control-and-data} | 1:55: server-proxy: with server-data: active the server connects for data
          proxy-protocol: {control: 0.0.0.0/0}                      | 1:27: proxy-protocol.control: 0.0.0.0/0 is everybody
          proxy-protocol: {data: [10.0.0.5, "::/0"]}                | 1:35: proxy-protocol.data[1]: ::/0 is everybody
          tls: {control: off, implicit: 990}                        | 1:31: tls.implicit: tls.control is off, so there is no TLS
          tls: {control: off, data: required}                       | 1:27: tls.data: tls.control is off
          tls: {control: off, require-session-reuse: true}          | tls.require-session-reuse: tls.control is off
          tls: {implicit: 2121}                                     | 1:17: tls.implicit: *:2121 is taken by *:2121
          tls: {implicit: [990, 50001]}                             | 1:23: tls.implicit[1]: the range 50000-50009 contains 50001
          tls: {implicit: 10.0.0.2:990}                             | 1:17: tls.implicit: 10.0.0.2 is not an address of this host
          tls: {client-certificates: required}                      | 1:28: tls.client-certificates: whose certificates are taken must be said
          tls: {certificate-names-user: true}                       | tls.certificate-names-user: a client without a certificate would have no name
          tls: {client-authorities: clients.pem}                    | clients.pem is relative
          tls: {least-version: ssl3}                                | ssl3 is not known. Allowed: tls1.2 or tls1.3
          passive: {data-peer: tls-session}                         | 1:22: passive.data-peer: only a resumed TLS session tells whose
          server-tls: {mode: explicit}                              | 1:20: server-tls.mode: the embedded server is on this host and speaks no TLS
          {server: 10.0.0.9, server-tls: {trust: "sha256:12"}}      | sha256:12 is not 64 hexadecimal digits long
          {server: 10.0.0.9, server-tls: {trust: "sha256:xy"}}      | sha256:xy is not a fingerprint
          {server: 10.0.0.9, server-tls: {trust: ca.pem}}           | ca.pem is relative
          {server: a, server-settings: {passive-ports: 4000-4009, passive-source: kernel}} | 1:73: server-settings.passive-source: kernel excludes the ports. Allowed: explicit or built-in with passive-ports
          {server: a, server-settings: {passive-source: explicit}}  | 1:47: server-settings.passive-source: explicit needs the ports
          {server: a, server-settings: {epsv-source: built-in}}     | server-settings.epsv-source: built-in needs the ports
          servers: [{name: a, address: b, settings: {epsv-ports: 4000, epsv-source: none}}] | servers[0].settings.epsv-source: none excludes the ports
          path: [{name: a}, {name: a}]                              | 1:26: path[1].name: a is the name of path[0] too
          path: [{name: a, place: host}, {name: b}]                 | 1:25: path[0].place: a host is the end of the path, but path[1] follows
          path: [{name: a, place: host, outside-addresses: 203.0.113.1}] | path[0].outside-addresses: the host at the end of the path translates nothing
          path: [{name: a, place: host, hairpin: 10.0.0.0/8}]       | path[0].hairpin: nothing is behind the host
          path: [{name: a, control-port: 2121}]                     | path[0].control-port: only a hop that translates has this
          path: [{name: a, implicit-port: 2121}]                    | path[0].implicit-port: only a hop that translates has this
          path: [{name: a, hairpin: 10.0.0.0/8}]                    | path[0].hairpin: only a hop that translates has this
          path: [{name: a, outside-addresses: 127.0.0.1}]           | path[0].outside-addresses: 127.0.0.1 is no address that other hosts can reach
          limits: {sessions: 10, sessions-per-address: 11}          | 1:46: limits.sessions-per-address: 11 from one address are more than the 10 sessions
          policy: [{deny-verbs: [DELE, quit]}]                      | 1:23: policy[0].deny-verbs: QUIT cannot be denied
          policy: [{deny-names: [incoming/x]}]                      | 1:24: policy[0].deny-names[0]: incoming/x holds / and does not say where it begins: write /incoming/x or **/incoming/x
          policy: [{deny-names: ["[a-"]}]                           | policy[0].deny-names[0]: [a- has a [ without its ]
          policy: [{deny-names: ["x\\\\"]}]                         | policy[0].deny-names[0]: x\\ ends in \\
          policy: [{deny-names: ["[z-a]"]}]                         | has a range that is reversed
          policy: [{hours: mon 08:00-18:00, zone: Berlin}]          | policy[0].zone: Berlin is not a time zone
          policy: [{hours: mon 08:00-25:00}]                        | policy[0].hours: mon 08:00-25:00 names a time that no day has
          policy: [{hours: mon 08:00-08:00}]                        | policy[0].hours: mon 08:00-08:00 lasts no time
          policy: [{hours: foo 08:00-18:00}]                        | policy[0].hours: foo is not mon, tue
          policy: [{rate-per-user: 99B/s}]                          | less than 100 bytes a second
          certificates: {files: [{certificate: tls/a.pem}]}         | 1:38: certificates.files[0].certificate: tls/a.pem is relative
          certificates: {files: [{certificate: /missing/a.pem}]}    | 1:38: certificates.files[0].certificate: there is no file /missing/a.pem
          certificates: {files: [{certificate: /a, key: /missing/k}]} | 1:47: certificates.files[0].key: there is no file /missing/k
          certificates: {files: [{key: /k}]}                        | 1:24: certificates.files[0]: one must stand here of certificate and pkcs12
          certificates: {files: [{pkcs12: /p, key: /k}]}            | 1:42: certificates.files[0].key: a PKCS#12 file holds its key itself
          certificates: {acme: {names: a.example.org}}              | 1:30: certificates.acme.names: the CA gives certificates only to who agrees to its terms
          certificates: {acme: {names: "*.example.org", agree-to-terms: true}} | 1:30: certificates.acme.names: *.example.org is neither
          certificates: {acme: {contact: nobody}}                   | certificates.acme.contact: nobody is none. Allowed: a mail address
          certificates: {acme: {directory: "http://ca.internal/"}}  | certificates.acme.directory: http://ca.internal/ is none. Allowed: a URL that begins with https://
          {listen: 80, certificates: {acme: {names: a.example, agree-to-terms: true}}} | *:80 is an entry of listen, so no challenge can be answered there
          certificates: {acme: {names: a.example, agree-to-terms: true, listen: 50000}} | 1:71: certificates.acme.listen: 50000 is one of the passive ports 50000-50009
          certificates: {acme: {names: a.example, agree-to-terms: true, listen: "10.0.0.2:80"}} | certificates.acme.listen: 10.0.0.2 is not an address of this host
          """)
  void a_site_that_cannot_work_is_refused(String yaml, String said) {
    assertThat(Reading.refusals(yaml)).singleElement().asString().contains(said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "passive: {ports: 1024-65535}\nlisten: 21\nserver: 10.0.0.20",
        "passive: {port-shift: -48976}",
        "passive: {port-shift: 15526}",
        "passive: {ports: 50000}",
        "listen: [10.0.0.1:21, 127.0.0.1:21, '[2001:db8::1]:21']",
        "server: 10.0.0.9:50003",
        "server: ftp.example.org:2121",
        "server: 127.0.0.1:2122",
        "{listen: 10.0.0.1:21, server: 127.0.0.1}",
        "{listen: 10.0.0.1:21, server: localhost}",
        "passive: {address: auto}",
        "limits: {sessions: 10}",
        "{tls: {control: off}}",
        "{tls: {implicit: 990, require-session-reuse: true}, passive: {data-peer: tls-session}}",
        "{server: 10.0.0.9, server-tls: {mode: implicit, trust: /etc/ca.pem}}",
        "{server: 10.0.0.9, server-data: active, server-proxy: control}",
        "{server: 10.0.0.9, server-proxy: control-and-data}",
        "proxy-protocol: {control: 10.0.0.5, data: [10.0.0.0/24, '2001:db8::5']}",
        "limits: {sessions: 10, sessions-per-address: 10}",
        "access: {allow: 10.0.0.0/8, deny: 10.66.0.0/16}",
        "{listen: '127.0.0.1:2121', passive: {address: 127.0.0.1}}",
        "passive: {address-for: [{clients: 127.0.0.0/8, address: 127.0.0.1}]}",
        "passive: {address-for: [{clients: [127.0.0.0/8, '::1'], address: 127.0.0.1}]}",
      })
  void a_site_that_can_work_is_taken_without_a_word(String yaml) {
    assertThat(Reading.site(yaml)).isNotEqualTo(Site.defaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          passive: {address: 127.0.0.1}                                             | 1:20: warning: passive.address: 127.0.0.1 is told to clients of other hosts
          passive: {address-for: [{clients: [10.0.0.0/8], address: 127.0.0.1}]}       | warning: passive.address-for[0].address: 127.0.0.1 is told to clients of other hosts
          passive: {address-for: [{clients: [2001:db8::/32], address: 192.0.2.1}]}    | warning: passive.address-for[0].clients: these clients are IPv6 alone
          access: {allow: [10.1.0.0/16, 192.0.2.0/24], deny: 10.0.0.0/8}            | 1:18: warning: access.allow[0]: 10.1.0.0/16 lies in 10.0.0.0/8 of access.deny[0], and deny wins
          access: {allow: 10.1.0.0/16, deny: 10.1.0.0/16}                           | 1:17: warning: access.allow: 10.1.0.0/16 lies in 10.1.0.0/16 of access.deny[0], and deny wins
          {server: 10.0.0.9, embedded: {anonymous: true}}                           | warning: embedded: without effect
          server-settings: {sessions: 9}                                             | 1:18: warning: server-settings: without effect, because no server is named
          policy: [{access: read-only}, {users: joe}]                               | 1:31: warning: policy[1]: never reached, because policy[0] holds for everyone
          path: [{name: a, keep: 22}]                                               | 1:24: warning: path[0].keep: without effect, because rest is leave
          policy: [{zone: Europe/Berlin}]                                           | warning: policy[0].zone: without effect
          policy: [{allow-verbs: [RETR, STOR], deny-verbs: STOR}]                   | warning: policy[0].allow-verbs: STOR is in deny-verbs too
          """)
  void a_site_that_may_surprise_is_taken_with_a_warning(String yaml, String said) {
    assertThat(Reading.warnings(yaml)).singleElement().asString().contains(said);
  }

  @Test
  void of_overlapping_client_networks_the_one_that_wins_is_named() {
    assertThat(
            Reading.warnings(
                """
                passive:
                  address-for:
                    - {clients: 10.0.0.0/8, address: 192.0.2.1}
                    - {clients: [172.16.0.0/12, 10.1.0.0/16], address: 192.0.2.2}
                    - {clients: [10.1.0.0/16], address: 192.0.2.1}
                """))
        .containsExactly(
            "pasvport.yaml:4:33: warning: passive.address-for[1].clients[1]: 10.1.0.0/16 lies in"
                + " 10.0.0.0/8 of passive.address-for[0].clients[0], which stands first and wins:"
                + " its clients are told 192.0.2.1",
            "pasvport.yaml:5:18: warning: passive.address-for[2].clients[0]: 10.1.0.0/16 lies in"
                + " 10.1.0.0/16 of passive.address-for[1].clients[1], which stands first and wins:"
                + " its clients are told 192.0.2.2");
  }

  @Test
  void proxies_for_data_fit_the_filter_of_a_passive_port() {
    var most = "10.0.0.1, ".repeat(ProxyProtocol.MOST_OF_DATA);
    assertThat(Reading.site("proxy-protocol: {data: [" + most + "]}").proxyProtocol().data())
        .hasSize(ProxyProtocol.MOST_OF_DATA);
    assertThat(Reading.refusals("proxy-protocol: {data: [" + most + "10.0.0.2]}"))
        .singleElement()
        .asString()
        .contains("proxy-protocol.data: 33 networks are too many");
  }

  @Test
  void a_narrow_network_before_a_wide_one_is_an_exception_and_no_mistake() {
    var site =
        Reading.site(
            """
            passive:
              address-for:
                - {clients: 10.1.0.0/16, address: 192.0.2.2}
                - {clients: 10.0.0.0/8, address: 192.0.2.1}
            """);
    assertThat(site.passive().addressFor(HostText.parse("10.1.2.3"))).hasToString("192.0.2.2");
    assertThat(site.passive().addressFor(HostText.parse("10.2.2.3"))).hasToString("192.0.2.1");
    assertThat(site.passive().addressFor(HostText.parse("11.2.2.3")))
        .hasToString("same-as-control");
  }

  @Test
  void auto_is_refused_on_a_host_without_a_default_route() {
    assertThat(
            Reading.refusals("passive: {address: auto}", new KnownHost(Set.of(), Optional.empty())))
        .containsExactly(
            "pasvport.yaml:1:20: passive.address: this host has no default route for IPv4, so auto"
                + " cannot know the address. Allowed: the address or the DNS name that clients"
                + " reach");
  }

  @Test
  void a_value_that_could_not_be_read_leads_to_no_second_complaint() {
    assertThat(Reading.refusals("{listen: 99999, passive: {ports: 2121}}"))
        .singleElement()
        .asString()
        .contains("listen: 99999");
  }

  @Test
  void deny_wins_over_allow_and_an_empty_allow_is_everyone() {
    var some = Reading.site("access: {allow: 10.0.0.0/8, deny: 10.66.0.0/16}").access();
    assertThat(some.admits(HostText.parse("10.1.1.1"))).isTrue();
    assertThat(some.admits(HostText.parse("10.66.1.1"))).isFalse();
    assertThat(some.admits(HostText.parse("192.0.2.1"))).isFalse();
    assertThat(some.admits(HostText.parse("2001:db8::1"))).isFalse();
    var most = Reading.site("access: {deny: '2001:db8::/32'}").access();
    assertThat(most.admits(HostText.parse("10.1.1.1"))).isTrue();
    assertThat(most.admits(HostText.parse("2001:db8::1"))).isFalse();
  }
}
