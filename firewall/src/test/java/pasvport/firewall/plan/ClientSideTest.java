package pasvport.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the clients' side must allow and set. */
class ClientSideTest {

  private static final String EDGE =
      "path: [{name: edge, outside-addresses: 203.0.113.1, control-port: 21}]";

  @Test
  void a_firewall_of_the_clients_lets_out_what_the_entry_has() {
    assertThat(
            Planned.plan("{listen: 2121, tls: {implicit: 990}, %s}".formatted(EDGE))
                .clients()
                .firewall())
        .containsExactly(
            "out: TCP to 203.0.113.1, ports 21, 990, 50000-50009",
            "out: TCP to 2001:db8:1::2, ports 2121, 990, 50000-50009",
            "in: nothing, as long as clients use passive mode");
  }

  @Test
  void a_helper_at_the_server_leaves_the_clients_firewall_with_every_high_port() {
    assertThat(
            Planned.plan("{server: 10.0.0.9, server-settings: {}, path: [{name: edge}]}")
                .clients()
                .firewall())
        .contains(
            "out: its passive data, by an FTP helper in that firewall or TCP ports 1024-65535 of"
                + " 10.0.0.9");
  }

  @Test
  void each_program_is_set_to_passive_mode_and_tls() {
    assertThat(settings("{listen: 2121, %s}".formatted(EDGE), "curl"))
        .containsExactly("curl --ssl-reqd --user USER ftp://203.0.113.1:21/");
    assertThat(settings("{listen: 2121, %s}".formatted(EDGE), "WinSCP"))
        .containsExactly("open ftpes://USER@203.0.113.1:21/ -passive=on");
    assertThat(settings("{listen: 2121, %s}".formatted(EDGE), "Python ftplib"))
        .contains("ftp.prot_p()");
  }

  @Test
  void without_tls_none_is_asked_for() {
    assertThat(settings("{listen: 2121, tls: {control: off}, %s}".formatted(EDGE), "curl"))
        .containsExactly("curl --user USER ftp://203.0.113.1:21/");
    assertThat(settings("{listen: 2121, tls: {control: off}, %s}".formatted(EDGE), "Python ftplib"))
        .singleElement()
        .asString()
        .startsWith("ftp = ftplib.FTP();");
  }

  @Test
  void the_client_of_windows_comes_only_where_active_mode_without_tls_is_served() {
    assertThat(settings("listen: 21", "Windows ftp.exe"))
        .singleElement()
        .asString()
        .startsWith("active mode only");
    assertThat(settings("{tls: {control: required}}", "Windows ftp.exe"))
        .containsExactly("cannot be used: it knows no TLS, which is required here");
    assertThat(settings("{active: {offered: false}}", "Windows ftp.exe"))
        .containsExactly("cannot be used: it knows active mode alone, which is not served here");
  }

  @Test
  void clients_that_cannot_resume_are_named_where_it_is_demanded() {
    assertThat(settings("{tls: {require-session-reuse: true}}", ".NET"))
        .last()
        .asString()
        .contains("FtpWebRequest cannot");
    assertThat(settings("{}", ".NET")).noneMatch(line -> line.contains("resume"));
  }

  @Test
  void an_ipv6_entry_stands_in_brackets_in_urls() {
    assertThat(settings("{listen: '[2001:db8:1::2]:21', path: [{name: edge}]}", "curl"))
        .containsExactly("curl --ssl-reqd --user USER ftp://[2001:db8:1::2]:21/");
  }

  private static List<String> settings(String yaml, String program) {
    return Planned.plan(yaml).clients().programs().stream()
        .filter(each -> each.name().equals(program))
        .findFirst()
        .orElseThrow()
        .settings();
  }
}
