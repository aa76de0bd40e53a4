package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a mistake stands and what is said about it. */
class RefusalTest {

  @Test
  void all_mistakes_of_a_file_are_named_at_once_in_its_order() {
    assertThat(
            Reading.refusals(
                """
                listen: 2121
                passive:
                  ports: 50009-50000
                  queue: "3"
                timeouts:
                  idle: 30
                access: 10.0.0.0/8
                colour: red
                """))
        .containsExactly(
            "pasvport.yaml:3:10: passive.ports: 50009-50000 is reversed: write 50000-50009."
                + " Allowed: the first and the last port (50000-50009), or one port (50000)",
            "pasvport.yaml:4:10: passive.queue: found the text \"3\"."
                + " Allowed: a whole number from 0 to 1000000",
            "pasvport.yaml:6:9: timeouts.idle: found 30."
                + " Allowed: a number and ms, s, m or h (500ms, 30s, 5m, 1h)",
            "pasvport.yaml:7:9: access: found 10.0.0.0/8. Allowed keys: allow, deny",
            "pasvport.yaml:8:1: colour: this key is unknown. Allowed keys: listen, server,"
                + " server-settings, servers, server-data, server-proxy, server-tls, passive, active, tls,"
                + " proxy-protocol, pass-through, access, profile, path, policy, certificates, limits,"
                + " timeouts, embedded, log");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          passiv: {}                          | did you mean passive?
          acess: {}                           | did you mean access?
          Log: {}                             | did you mean log?
          idle: 5m                            | did you mean timeouts.idle?
          deny: 10.0.0.0/8                    | did you mean access.deny?
          passive: {port_shift: 1}            | did you mean port-shift?
          passive: {addressFor: []}           | did you mean address-for?
          limits: {sessionsPerAddress: 1}     | did you mean sessions-per-address?
          timeouts: {ldie: 5m}                | Allowed keys: idle, login, connect, handshake
          """)
  void an_unknown_key_is_refused_and_the_nearest_one_named(String yaml, String said) {
    assertThat(Reading.refusals(yaml)).singleElement().asString().contains("is unknown", said);
  }

  @Test
  void a_key_that_stands_twice_is_refused_at_its_second_place() {
    assertThat(Reading.refusals("log:\n  format: text\n  format: json\n"))
        .containsExactly(
            "pasvport.yaml:3:3: log.format: this key stands twice, before in line 2: remove one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          listen: []                              | 1:9: listen: at least one must stand here
          listen:                                 | 1:8: listen: a value is missing
          listen: 0                               | 1:9: listen: 0 is not a port
          listen: 70000                           | 1:9: listen: 70000 is not a port
          listen: 021                             | 1:9: listen: 021 begins with 0
          timeouts: {idle: 030s}                  | 1:18: timeouts.idle: 030s is not a time
          listen: '*'                             | 1:9: listen: the port is missing: write *:2121
          listen: 10.0.0.1                        | 1:9: listen: the port is missing: write 10.0.0.1:2121
          listen: 0.0.0.0:21                      | 1:9: listen: 0.0.0.0 is not an address: write *
          listen: 10.0.0.1:21:22                  | 1:9: listen: 10.0.0.1:21:22 is not an IP address
          listen: '[10.0.0.1]:21'                 | 1:9: listen: brackets are for IPv6 addresses only
          listen: '[2001:db8::1'                  | 1:9: listen: the closing ] of the IPv6 address
          listen: '[2001:db8::1]21'               | 1:9: listen: after ] only a colon and a port
          listen: '[fe80::1%eth0]:21'             | 1:9: listen: an address with a zone
          listen: localhost:21                    | 1:9: listen: localhost is not an address; listening needs one
          listen: [2121, [2122]]                  | 1:16: listen[1]: found a list
          server:                                 | 1:8: server: a value is missing
          server: 2121                            | 1:9: server: found 2121
          server: '2121'                          | 1:9: server: the server's host is missing: write 127.0.0.1:2121
          server: '*:21'                          | 1:9: server: * names no server
          server: ftp..internal                   | 1:9: server: ftp..internal is neither
          server: ftp.internal.300                | 1:9: server: ftp.internal.300 is neither
          server: 10.0.0                          | 1:9: server: 10.0.0 is not an IP address
          server: 224.0.0.1                       | 1:9: server: 224.0.0.1 is no server's address
          passive: {ports: 50000-}                | 1:18: passive.ports: "" is not a port
          passive: {ports: 50000-99999}           | 1:18: passive.ports: 99999 is not a port
          passive: {ports: 999999}                | 1:18: passive.ports: 999999 is not a port
          passive: {ports: [50000]}               | 1:18: passive.ports: found a list
          passive: {ports: true}                  | 1:18: passive.ports: found true
          passive: {address: 10.0.0.256}          | 1:20: passive.address: 10.0.0.256 is not an IP address
          passive: {address: 010.0.0.1}           | 1:20: passive.address: 010.0.0.1 is not an IP address
          passive: {address: a b}                 | 1:20: passive.address: a b is neither an address nor a name
          passive: {address-for: [{clients: []}]} | 1:35: passive.address-for[0].clients: at least one
          passive: {address-for: [{clients: 10}]} | 1:25: passive.address-for[0].address: this key is missing
          passive: {address-for: {clients: 10}}   | 1:24: passive.address-for: found keys, but a list must stand here
          passive: {port-shift: 65536}            | 1:23: passive.port-shift: 65536 is too large
          access: {allow: }                       | 1:16: access.allow: a value is missing; none at all is written []
          access: {allow: 10.0.0.1/8}             | the network is 10.0.0.0/8, the single address 10.0.0.1/32
          access: {allow: 2001:db8::1/32}         | the network is 2001:db8::/32, the single address 2001:db8::1/128
          access: {allow: 10.0.0.0/33}            | an IPv4 network has at most /32
          access: {allow: 10.0.0.0/}              | after / the prefix length must stand
          access: {allow: 10.0.0.0/-1}            | after / the prefix length must stand
          access: {allow: example.org}            | example.org is not an IP address
          limits: {sessions: 0}                   | 1:20: limits.sessions: 0 is too small
          limits: {sessions: -1}                  | 1:20: limits.sessions: -1 is too small
          limits: {sessions: 1.5}                 | 1:20: limits.sessions: found 1.5
          limits: {sessions: 1e3}                 | 1:20: limits.sessions: found 1e3
          limits: {sessions: 0x10}                | 1:20: limits.sessions: found 0x10
          limits: {sessions: 99999999999999999999}| 1:20: limits.sessions: 99999999999999999999 is too large
          limits: {line: 1}                       | 1:16: limits.line: 1 is too small
          timeouts: {idle: 0s}                    | 1:18: timeouts.idle: zero would end everything at once
          timeouts: {idle: -5s}                   | 1:18: timeouts.idle: -5s is not a time
          timeouts: {idle: 5 m}                   | 1:18: timeouts.idle: 5 m is not a time
          timeouts: {idle: 169h}                  | 1:18: timeouts.idle: 169h is longer than a week
          timeouts: {idle: 99999999999s}          | 1:18: timeouts.idle: 99999999999s is not a time
          embedded: {files: data}                 | 1:19: embedded.files: data is relative
          embedded: {anonymous: yes}              | 1:23: embedded.anonymous: found yes
          embedded: {anonymous: "true"}           | 1:23: embedded.anonymous: found the text "true"
          log: {format: xml}                      | 1:15: log.format: xml is not known. Allowed: text or json
          log: {format: TEXT}                     | 1:15: log.format: TEXT is not known
          - listen                                | 1:1: found a list. Allowed keys: listen
          text                                    | 1:1: found text. Allowed keys: listen
          ? [a]                                   | 1:3: a key must be a word. Allowed keys: listen
          """)
  void a_value_that_cannot_be_is_refused_where_it_stands(String yaml, String said) {
    assertThat(Reading.refusals(yaml)).anySatisfy(line -> assertThat(line).contains(said));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          listen: *:2121               | 1:9: *:2121 is an alias
          listen: [2001:db8::1]:21     | write "[2001:db8::1]:21" in quotes
          access: {allow: [::1]}       | write "::1" in quotes
          listen: &port 2121           | 1:9: &port is an anchor
          listen: !!int 2121           | 1:9: a tag (!) stands here
          limits: !site {}             | 1:9: a tag (!) stands here
          listen: "2121                | 1:14: this is not YAML
          listen: {{{{{{{{{{{{{{{{{{{{ | nested deeper than any site
          """)
  void yaml_beyond_need_is_refused(String yaml, String said) {
    assertThat(Reading.refusals(yaml)).singleElement().asString().contains(said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"listen: 1\n---\nlisten: 2\n", "%YAML 3.0\n---\nlisten: 1\n", "log: \u0000"})
  void a_stream_that_is_not_one_document_of_text_is_refused(String yaml) {
    assertThat(Reading.refusals(yaml)).hasSize(1);
  }

  @Test
  void what_is_deeply_nested_is_refused_before_it_can_exhaust_the_stack() {
    assertThat(Reading.refusals("[".repeat(1_000_000)))
        .singleElement()
        .asString()
        .contains("1:17: this is nested deeper than any site");
  }

  @Test
  void a_file_made_of_mistakes_is_answered_with_a_hundred() {
    assertThat(Reading.refusals("colour: red\n".repeat(5000)))
        .hasSize(101)
        .last()
        .asString()
        .contains("4900 more problems are not shown");
  }

  @Test
  void a_list_without_end_is_refused() {
    assertThat(Reading.refusals("listen: [" + "21,".repeat(10_001) + "]"))
        .containsExactly(
            "pasvport.yaml:1:9: listen: 10001 entries are too many. Allowed: up to 10000");
  }

  @Test
  void what_was_found_is_quoted_short_and_without_controls() {
    assertThat(Reading.refusals("log: {format: \"\\e[2J\\n" + "x".repeat(5000) + "\"}"))
        .singleElement()
        .asString()
        .contains("log.format: \\u001b[2J\\u000axxx", "x… is not known")
        .hasSizeLessThan(200);
  }

  @Test
  void whatever_the_text_it_is_read_or_refused() {
    var sample =
        """
        listen: [2121, "*:21"] # comment
        passive:
          address-for:
            - clients: [10.0.0.0/8, "::/0"]
              address: auto
        timeouts: {idle: 5m}
        """;
    var pieces = "{}[]:,-#&*!|>'\"%@`\n\t \\?~0a\u00e4\ufeff\u2028\ud83d".toCharArray();
    var random = new Random(959);
    for (var round = 0; round < 1000; round++) {
      var text = new StringBuilder(sample);
      for (var change = random.nextInt(6); change >= 0; change--) {
        var at = random.nextInt(text.length());
        if (random.nextBoolean()) {
          text.setCharAt(at, pieces[random.nextInt(pieces.length)]);
        } else {
          text.delete(at, Math.min(text.length(), at + random.nextInt(10)));
        }
        text.append(' ');
      }
      try {
        Site.parse(text.toString(), "pasvport.yaml", Reading.HOST);
      } catch (SiteException e) {
        assertThat(e.problems()).isNotEmpty();
      }
    }
  }
}
