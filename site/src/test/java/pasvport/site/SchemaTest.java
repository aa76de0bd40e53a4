package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors use says the same as the loader, wherever one value alone decides. */
class SchemaTest {

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(SiteSchema.json(), InputFormat.JSON);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "listen: 21",
        "listen: ['*:21', 10.0.0.1:2121, '[2001:db8::1]:2121', '2222']",
        "server: ftp.internal",
        "server: ftp.internal:2121",
        "server: 10.0.0.9:21",
        "server: '[2001:db8::9]:21'",
        "server: '[2001:db8::9]'",
        "server: 2001:db8::9",
        "passive: {ports: 50000-50009, port-shift: -10, queue: 0}",
        "passive: {ports: 50000}",
        "passive: {ports: 50000 - 50009}",
        "passive: {address: same-as-control}",
        "passive: {address: auto}",
        "passive: {address: 203.0.113.10}",
        "passive: {address: ftp.example.org}",
        "passive: {address-for: []}",
        "passive: {address-for: [{clients: [10.0.0.0/8, 192.0.2.1], address: auto}]}",
        "access: {allow: [], deny: [10.0.0.0/8, '2001:db8::/32', '::1', '::/0']}",
        "policy: [{users: 'a*', access: read-only, allow-verbs: [RETR, site chmod]}]",
        "policy: [{largest-file: 1B, rate-per-user: 100B/s, rate-per-transfer: 1TiB/s}]",
        "policy: [{hours: [mon 00:00-24:00, sat-sun 22:00-06:00, daily 08:00-09:00], zone: UTC}]",
        "policy: [{deny-names: ['*.exe', /private, '**/x/*'], zone: Europe/Berlin, hours: []}]",
        "limits: {sessions: 10, sessions-per-address: 10, line: 512, reply: 4096}",
        "timeouts: {idle: 500ms, login: 30s, connect: 5m, stall: 168h}",
        "embedded: {files: /srv/ftp, anonymous: true}",
        "log: {format: json}",
        "{server: ftp.internal, server-proxy: control-and-data}",
        "proxy-protocol: {control: 10.0.0.5, data: [10.0.0.0/24, '2001:db8::5']}",
        "certificates: {files: [{certificate: /etc/chain.pem, key: /etc/key.pem}]}",
        "certificates: {files: [{pkcs12: /etc/store.p12, password-file: /etc/password}]}",
        "certificates: {acme: {names: [a.example.org], agree-to-terms: true, listen: 8080}}",
        "certificates: {acme: {names: a.example, contact: a@example.org, agree-to-terms: true,"
            + " directory: 'https://ca/dir', ca-file: /etc/ca.pem, challenge: tls-alpn-01}}",
        "{server: ftp.internal, server-settings: {passive-ports: [4000-4009, 5000], sessions: 5}}",
        "servers: [{name: a, address: ftp.internal, settings: {announces: 203.0.113.5}}]",
        "{profile: helper, path: [{name: edge, outside: GigabitEthernet0/0, keep: [22, 443]}]}",
        "path: [{name: edge, outside-addresses: ['2001:db8::1', 203.0.113.1], control-port: 990}]",
        "limits:\nlog:\n"
      })
  void what_the_loader_takes_the_schema_accepts(String yaml) {
    assertThatCode(() -> Site.parse(yaml, "pasvport.yaml", Reading.HOST))
        .doesNotThrowAnyException();
    assertThat(SCHEMA.validate(yaml, InputFormat.YAML)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "text",
        "colour: red",
        "listen: []",
        "listen: null",
        "listen: 0",
        "listen: 65536",
        "listen: name:21",
        "listen: 10.0.0.1",
        "listen: true",
        "listen: [[21]]",
        "server: 2121",
        "server: '*:21'",
        "server: [ftp.internal]",
        "passive: 50000",
        "passive: {ports: 50000-}",
        "passive: {ports: a-b}",
        "passive: {ports: -5}",
        "passive: {port_shift: 1}",
        "passive: {port-shift: 65536}",
        "passive: {port-shift: '1'}",
        "passive: {address: 'a b'}",
        "passive: {address: 5}",
        "passive: {address-for: {clients: 10.0.0.0/8, address: auto}}",
        "passive: {address-for: [{clients: 10.0.0.0/8}]}",
        "passive: {address-for: [{address: auto}]}",
        "passive: {address-for: [{clients: [], address: auto}]}",
        "passive: {address-for: [null]}",
        "passive: {queue: -1}",
        "access: {allow: example.org}",
        "access: {allow: 10}",
        "access: {allow: null}",
        "policy: {access: read-only}",
        "policy: [{access: none}]",
        "policy: [{users: ''}]",
        "policy: [{deny-verbs: 'SITE CHMOD 644'}]",
        "policy: [{largest-file: 5}]",
        "policy: [{largest-file: 0B}]",
        "policy: [{largest-file: 5mb}]",
        "policy: [{rate-per-user: 10MB}]",
        "policy: [{hours: [8-18]}]",
        "policy: [{hours: [monday 08:00-18:00]}]",
        "policy: [{zone: '+02:00'}]",
        "limits: {sessions: 0}",
        "limits: {sessions: 100001}",
        "limits: {sessions: '5'}",
        "limits: {sessions: 1.5}",
        "timeouts: {idle: 30}",
        "timeouts: {idle: 1m30s}",
        "timeouts: {idle: -5s}",
        "timeouts: {idle: 0s}",
        "timeouts: {idle: 030s}",
        "timeouts: {idle: 5d}",
        "embedded: {files: ''}",
        "embedded: {files: 5}",
        "embedded: {anonymous: 'true'}",
        "embedded: {anonymous: 1}",
        "certificates: {files: {certificate: /etc/chain.pem}}",
        "certificates: {acme: {names: 'a b', agree-to-terms: true}}",
        "certificates: {acme: {challenge: dns-01}}",
        "certificates: {acme: {directory: 'http://ca/'}}",
        "certificates: {acme: {contact: '@'}}",
        "server-settings: {product: ftpd}",
        "server-settings: {implicit-port: 65536}",
        "server-settings: {active: 'yes'}",
        "profile: both",
        "path: {name: edge}",
        "path: [{}]",
        "path: [{name: Edge}]",
        "path: [{name: edge, outside: 'wan0; reboot'}]",
        "path: [{name: edge, outside-addresses: ftp.example.org}]",
        "path: [{name: edge, keep: [0]}]",
        "log: {format: xml}",
        "log: json"
      })
  void what_the_schema_refuses_the_loader_refuses_too(String yaml) {
    assertThatThrownBy(() -> Site.parse(yaml, "pasvport.yaml", Reading.HOST))
        .isInstanceOf(SiteException.class);
    assertThat(SCHEMA.validate(yaml, InputFormat.YAML)).isNotEmpty();
  }

  @Test
  void the_schema_itself_is_one() {
    var meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(SiteSchema.json(), InputFormat.JSON)).isEmpty();
  }

  @Test
  void an_editor_can_show_what_a_key_does_what_holds_without_it_and_what_is_allowed() {
    assertThat(SiteSchema.json())
        .contains(
            """
            "idle": {
                      "description": "Without a command or a transfer until the session is closed. \
            Allowed: a number and ms, s, m or h (500ms, 30s, 5m, 1h).",
                      "default": "10m",
            """);
  }
}
