package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the keys mean: every one with a value that is not the standard one. */
class MappingTest {

  @Test
  void every_key_reaches_its_component() {
    var site =
        Reading.site(
            """
            listen:
              - 2200
              - 10.0.0.1:21
              - "[2001:db8::1]:21"
            server: ftp.internal:2121
            server-settings:
              product: pure-ftpd
              version: 1.0.50
              config: /etc/pure-ftpd/conf
              implicit-port: 990
              sftp-port: 2022
              passive-ports: [40000-40010, 40100]
              passive-source: built-in
              epsv-ports: 1024-65535
              epsv-source: explicit
              beyond-range: leak
              announces: ftp.example.org
              announces-resolved: per-session
              announces-for:
                - {clients: 10.0.0.0/8, address: same-as-control}
              active: false
              active-source-port: 0
              tls: required
              data-tls: offered
              session-reuse: true
              checks-peer: false
              sessions: 50
              sessions-per-address: 8
              runs-on: gateway
            server-data: active
            server-proxy: control
            server-tls:
              mode: implicit
              trust: sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef
              name: ftp.example.org
              close-notify: optional
            passive:
              ports: 40000-40003
              port-shift: 100
              address: 203.0.113.10
              address-for:
                - clients: [10.0.0.0/8, 192.0.2.7]
                  address: same-as-control
                - clients: 172.16.0.0/12
                  address: auto
                - clients: 198.51.100.0/24
                  address: ftp.example.org
              queue: 0
              data-peer: /24
            active:
              offered: false
              source-port: 0
              foreign: 192.0.2.0/24
            tls:
              control: required
              data: required
              implicit: 10.0.0.1:990
              least-version: tls1.3
              close-notify: optional
              require-session-reuse: true
              client-certificates: required
              client-authorities: /etc/ftp-clients.pem
              certificate-names-user: true
              ccc: true
            proxy-protocol:
              control: [10.0.0.5, 10.0.1.0/24]
              data: "2001:db8:1::/48"
            pass-through: [{listen: 2222, to: 10.0.0.30:22, header: true}]
            access:
              allow: [10.0.0.0/8, "::/0"]
              deny: 10.66.0.0/16
            profile: static
            path:
              - name: edge
                dialect: nftables
                outside: wan0
                inside: ge-0/0/0.0
                outside-addresses: [203.0.113.1, "2001:db8:f::1"]
                control-port: 2121
                implicit-port: 2990
                hairpin: 10.0.0.0/24
                rest: drop
                keep: 22
                log-drops: false
              - {name: box, place: host}
            policy:
              - users: [backup, "scan-*"]
                clients: [10.0.0.0/8]
                access: write-only
                allow-verbs: STOR
                deny-verbs: [dele, site chmod]
                allow-names: ["*.pdf"]
                deny-names: ["/private/**"]
                largest-file: 2GiB
                rate-per-transfer: 10MB/s
                rate-per-user: 500kB/s
                hours: [mon-fri 08:00-18:00, daily 22:00-06:00]
                zone: Europe/Berlin
              - access: read-only
            certificates:
              files:
                - certificate: /etc/tls/chain.pem
                  key: /etc/tls/key.pem
                  password-file: /etc/tls/password
                - pkcs12: /etc/tls/store.p12
              acme:
                names: [ftp.example.org, FTP2.example.org]
                directory: https://ca.internal:14000/dir
                ca-file: /etc/tls/ca.pem
                contact: hostmaster@example.org
                agree-to-terms: true
                challenge: tls-alpn-01
                listen: 10.0.0.1:8443
            limits:
              sessions: 100
              sessions-per-address: 99
              logins-per-minute: 7
              handshakes-per-minute: 8
              line: 1024
              reply: 8192
              bad-lines: 3
            timeouts:
              idle: 1h
              login: 20s
              connect: 500ms
              handshake: 10s
              data-wait: 11s
              queue-wait: 12s
              quarantine: 13s
              stall: 14s
              reply: 15m
              drain: 16s
            log:
              format: json
            """);

    assertThat(site)
        .isEqualTo(
            new Site(
                List.of(
                    new Endpoint("*", 2200),
                    new Endpoint("10.0.0.1", 21),
                    new Endpoint("2001:db8::1", 21)),
                Optional.of(new Endpoint("ftp.internal", 2121)),
                Optional.of(
                    new ServerSettings(
                        ServerSettings.Product.PURE_FTPD,
                        Optional.of("1.0.50"),
                        Optional.of(Path.of("/etc/pure-ftpd/conf")),
                        Optional.of(990),
                        Optional.of(2022),
                        List.of(new PortRange(40000, 40010), new PortRange(40100, 40100)),
                        Optional.of(ServerSettings.PortSource.BUILT_IN),
                        List.of(new PortRange(1024, 65535)),
                        Optional.of(ServerSettings.PortSource.EXPLICIT),
                        Optional.of(ServerSettings.BeyondRange.LEAK),
                        new Advertise.Name("ftp.example.org"),
                        Optional.of(ServerSettings.NameLookup.PER_SESSION),
                        List.of(
                            new AdvertiseFor(
                                List.of(Network.parse("10.0.0.0/8")),
                                new Advertise.SameAsControl())),
                        false,
                        Optional.of(0),
                        ServerSettings.TlsUse.REQUIRED,
                        ServerSettings.TlsUse.OFFERED,
                        true,
                        false,
                        Optional.of(50),
                        Optional.of(8),
                        Optional.of(ServerSettings.RunsOn.GATEWAY))),
                List.of(),
                ServerData.ACTIVE,
                ServerProxy.CONTROL,
                new ServerTls(
                    ServerTls.Mode.IMPLICIT,
                    new Trust.Pinned(
                        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
                    Optional.of("ftp.example.org"),
                    CloseNotify.OPTIONAL),
                new Passive(
                    new PortRange(40000, 40003),
                    100,
                    new Advertise.Literal(InetAddress.ofLiteral("203.0.113.10")),
                    List.of(
                        new AdvertiseFor(
                            List.of(Network.parse("10.0.0.0/8"), Network.parse("192.0.2.7/32")),
                            new Advertise.SameAsControl()),
                        new AdvertiseFor(
                            List.of(Network.parse("172.16.0.0/12")), new Advertise.Auto()),
                        new AdvertiseFor(
                            List.of(Network.parse("198.51.100.0/24")),
                            new Advertise.Name("ftp.example.org"))),
                    0,
                    DataPeer.NETWORK),
                new Active(false, 0, List.of(Network.parse("192.0.2.0/24"))),
                new Tls(
                    Tls.Control.REQUIRED,
                    Tls.Data.REQUIRED,
                    List.of(new Endpoint("10.0.0.1", 990)),
                    Tls.Version.V1_3,
                    true,
                    Tls.ClientCertificates.REQUIRED,
                    Optional.of(Path.of("/etc/ftp-clients.pem")),
                    true,
                    true,
                    CloseNotify.OPTIONAL),
                new ProxyProtocol(
                    List.of(Network.parse("10.0.0.5"), Network.parse("10.0.1.0/24")),
                    List.of(Network.parse("2001:db8:1::/48"))),
                List.of(
                    new PassThrough(new Endpoint("*", 2222), new Endpoint("10.0.0.30", 22), true)),
                new Access(
                    List.of(Network.parse("10.0.0.0/8"), Network.parse("::/0")),
                    List.of(Network.parse("10.66.0.0/16"))),
                FirewallProfile.STATIC,
                List.of(
                    new PathHop(
                        "edge",
                        Optional.of("nftables"),
                        PathHop.Place.FORWARDING,
                        Optional.of("wan0"),
                        Optional.of("ge-0/0/0.0"),
                        List.of(
                            InetAddress.ofLiteral("203.0.113.1"),
                            InetAddress.ofLiteral("2001:db8:f::1")),
                        Optional.of(2121),
                        Optional.of(2990),
                        List.of(Network.parse("10.0.0.0/24")),
                        PathHop.Rest.DROP,
                        List.of(22),
                        false),
                    new PathHop(
                        "box",
                        Optional.empty(),
                        PathHop.Place.HOST,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        PathHop.Rest.LEAVE,
                        List.of(),
                        true)),
                List.of(
                    new PolicyRule(
                        List.of(Glob.ofName("backup"), Glob.ofName("scan-*")),
                        List.of(Network.parse("10.0.0.0/8")),
                        FileAccess.WRITE_ONLY,
                        List.of(new VerbName("STOR", "")),
                        List.of(new VerbName("DELE", ""), new VerbName("SITE", "CHMOD")),
                        List.of(Glob.ofFile("*.pdf")),
                        List.of(Glob.ofFile("/private/**")),
                        Optional.of(new ByteCount(2L << 30)),
                        Optional.of(new Rate(10_000_000)),
                        Optional.of(new Rate(500_000)),
                        List.of(
                            new Hours(DayOfWeek.MONDAY, DayOfWeek.FRIDAY, 480, 1080),
                            new Hours(DayOfWeek.MONDAY, DayOfWeek.SUNDAY, 1320, 360)),
                        ZoneId.of("Europe/Berlin")),
                    new PolicyRule(
                        List.of(),
                        List.of(),
                        FileAccess.READ_ONLY,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        ZoneId.of("UTC"))),
                new CertificateSources(
                    List.of(
                        new CertificateFile(
                            Optional.of(Path.of("/etc/tls/chain.pem")),
                            Optional.of(Path.of("/etc/tls/key.pem")),
                            Optional.empty(),
                            Optional.of(Path.of("/etc/tls/password"))),
                        new CertificateFile(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(Path.of("/etc/tls/store.p12")),
                            Optional.empty())),
                    new Acme(
                        List.of("ftp.example.org", "ftp2.example.org"),
                        URI.create("https://ca.internal:14000/dir"),
                        Optional.of(Path.of("/etc/tls/ca.pem")),
                        List.of("hostmaster@example.org"),
                        true,
                        Acme.Challenge.TLS_ALPN_01,
                        Optional.of(new Endpoint("10.0.0.1", 8443)))),
                new Limits(100, 99, 7, 8, 1024, 8192, 3),
                new Timeouts(
                    Duration.ofHours(1),
                    Duration.ofSeconds(20),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(11),
                    Duration.ofSeconds(12),
                    Duration.ofSeconds(13),
                    Duration.ofSeconds(14),
                    Duration.ofMinutes(15),
                    Duration.ofSeconds(16)),
                new Embedded(Optional.empty(), false, 2022),
                new Logging(Logging.Format.JSON)));
  }

  @Test
  void several_servers_reach_their_components() {
    var site =
        Reading.site(
            """
            listen: [2121, 2122]
            servers:
              - name: archive
                address: 10.0.0.21:2100
                entries: 2122
                hosts: archive.example.org
                users: [arch*, bob]
                connect: 2s
                reply: 1m
              - name: rest
                address: ftp.internal
                tls: {mode: explicit, trust: /etc/ftp-ca.pem}
            """);
    assertThat(site.servers())
        .containsExactly(
            new BackServer(
                "archive",
                new Endpoint("10.0.0.21", 2100),
                List.of(new Endpoint("*", 2122)),
                List.of("archive.example.org"),
                List.of("arch*", "bob"),
                Optional.of(Duration.ofSeconds(2)),
                Optional.of(Duration.ofMinutes(1)),
                new ServerTls(
                    ServerTls.Mode.OFF,
                    new Trust.Systems(),
                    Optional.empty(),
                    CloseNotify.REQUIRED),
                Optional.empty()),
            new BackServer(
                "rest",
                new Endpoint("ftp.internal", 21),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new ServerTls(
                    ServerTls.Mode.EXPLICIT,
                    new Trust.Authorities(Path.of("/etc/ftp-ca.pem")),
                    Optional.empty(),
                    CloseNotify.REQUIRED),
                Optional.empty()));
  }

  @Test
  void settings_without_keys_are_a_server_whose_passive_ports_the_kernel_chooses() {
    var settings =
        Reading.site("{server: ftp.internal, server-settings: {}}").serverSettings().orElseThrow();
    assertThat(settings.passiveFrom()).isEqualTo(ServerSettings.PortSource.KERNEL);
    assertThat(settings.epsvFrom()).isEqualTo(ServerSettings.PortSource.KERNEL);
    assertThat(settings.announces()).isEqualTo(new Advertise.SameAsControl());
  }

  @Test
  void epsv_draws_from_the_ports_of_pasv_unless_told_otherwise() {
    var text =
        "servers: [{name: a, address: ftp.internal, settings: {passive-ports: 4000-4009%s}}]";
    var same = Reading.site(text.formatted("")).servers().getFirst().settings().orElseThrow();
    assertThat(same.epsvFrom()).isEqualTo(ServerSettings.PortSource.EXPLICIT);
    assertThat(same.portsOfEpsv()).containsExactly(new PortRange(4000, 4009));
    var other =
        Reading.site(text.formatted(", epsv-source: kernel"))
            .servers()
            .getFirst()
            .settings()
            .orElseThrow();
    assertThat(other.portsOfEpsv()).isEmpty();
  }

  @Test
  void the_lines_of_written_keys_are_told() throws SiteException {
    var text = "listen: 21\npath:\n  - name: edge\n    keep: 22\n";
    assertThat(Site.parse(text, "pasvport.yaml", Reading.HOST).lines())
        .containsEntry("listen", 1)
        .containsEntry("path[0].keep", 4)
        .doesNotContainKey("passive");
  }

  @Test
  void embedded_keys_reach_their_components() {
    assertThat(Reading.site("embedded: {files: /srv/ftp, anonymous: true}").embedded())
        .isEqualTo(new Embedded(Optional.of(Path.of("/srv/ftp")), true, 2022));
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "control", "control-and-data"})
  void what_the_server_is_told_is_a_word(String word) {
    assertThat(Reading.site("{server: ftp.internal, server-proxy: " + word + "}").serverProxy())
        .isEqualTo(ServerProxy.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "{}",
        "null",
        "---\n",
        "%YAML 1.2\n---\n",
        "limits:\n  # sessions: 10\npassive:\naccess: {}\n"
      })
  void a_file_that_says_nothing_is_the_standard_site(String yaml) {
    assertThat(Reading.site(yaml)).isEqualTo(Site.defaults());
  }

  @ParameterizedTest
  @ValueSource(strings = {"listen: 21", "listen: \"21\"", "listen: [21]", "listen:\n- '*:21'"})
  void one_may_stand_without_list_marks(String yaml) {
    assertThat(Reading.site(yaml).listen()).containsExactly(new Endpoint("*", 21));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp.internal", "ftp.internal:21"})
  void the_port_of_a_server_is_21_unless_written(String server) {
    assertThat(Reading.site("server: " + server).server())
        .contains(new Endpoint("ftp.internal", 21));
  }

  @Test
  void an_ipv6_server_stands_with_or_without_brackets() {
    assertThat(Reading.site("server: 2001:db8::7").server())
        .isEqualTo(Reading.site("server: '[2001:db8:0::7]:21'").server())
        .contains(new Endpoint("2001:db8::7", 21));
  }
}
