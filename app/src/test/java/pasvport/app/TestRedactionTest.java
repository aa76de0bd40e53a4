package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pasvport.doctor.fact.Line;

class TestRedactionTest {
  private final TestRedaction redaction =
      TestRedaction.of(
          "ftp.acme.test",
          Optional.of("alice"),
          List.of(
              line(Line.Kind.RECEIVED, "257 \"/home/alice/\" is the current directory"),
              line(Line.Kind.SENT, "LIST /"),
              line(Line.Kind.SENT, "RETR orders/Müller GmbH.xml")));

  private static Line line(Line.Kind kind, String text) {
    return new Line(1, Duration.ZERO, kind, text);
  }

  @Test
  void equal_addresses_stay_equal_and_private_ones_private() {
    assertThat(
            redaction.apply("198.51.100.7 says 227 (192,168,1,9,200,13), not 198.51.100.7:51213"))
        .isEqualTo("192.0.2.1 says 227 (10,0,0,2,200,13), not 192.0.2.1:51213");
  }

  @Test
  void addresses_of_ipv6_are_replaced_and_times_and_fingerprints_are_not() {
    assertThat(redaction.apply("[2a00:1450::5]:21 at 02:30:41, AB:CD:EF:01:23:45:67:89:AB:CD"))
        .isEqualTo("[2001:db8::1]:21 at 02:30:41, AB:CD:EF:01:23:45:67:89:AB:CD");
  }

  @Test
  void an_address_of_ipv4_within_one_of_ipv6_is_replaced_too() {
    assertThat(redaction.apply("from [::ffff:203.0.113.77]:40000, ::FFFF:203.0.113.77"))
        .isEqualTo("from [::ffff:192.0.2.1]:40000, ::FFFF:192.0.2.1");
  }

  @Test
  void the_host_and_the_user_are_replaced_as_words_however_they_are_written() {
    assertThat(redaction.apply("ftp://FTP.Acme.test/ as Alice, not malice"))
        .isEqualTo("ftp://server.example/ as user, not malice");
  }

  @Test
  void other_names_of_the_same_owner_are_replaced() {
    assertThat(redaction.apply("*.acme.test, mail.acme.test or acme.testing, MAIL.acme.test."))
        .isEqualTo("other-1.example, other-2.example or acme.testing, other-2.example.");
  }

  @Test
  void what_a_certificate_says_of_its_owner_is_taken_out() {
    assertThat(redaction.apply("for CN=box7,O=Acme\\, Ltd,C=DE, issued by itself (CN=box7)"))
        .isEqualTo("for CN=…,O=…,C=DE, issued by itself (CN=…)");
    assertThat(redaction.apply("SHA-256 " + "AB:".repeat(31) + "CD; SHA256:" + "a".repeat(43)))
        .isEqualTo("SHA-256 …; SHA256:…");
  }

  @Test
  void paths_are_replaced_wherever_they_stand() {
    assertThat(
            redaction.apply(
                "150 Opening data connection for orders/Müller GmbH.xml; \"/home/alice/\"; LIST /"))
        .isEqualTo("150 Opening data connection for path-2; \"path-1\"; LIST /");
  }

  @Test
  void once_more_changes_nothing() {
    var once =
        redaction.apply("alice at 198.51.100.7, 192.168.1.9 or [2a00:1450::5], mail.acme.test");
    assertThat(redaction.apply(once)).isEqualTo(once);
  }

  @Test
  void a_host_that_is_an_address_stays_one() {
    assertThat(
            TestRedaction.of("198.51.100.7", Optional.empty(), List.of())
                .apply("pasv_address=198.51.100.7"))
        .isEqualTo("pasv_address=192.0.2.1");
  }

  @Test
  void what_everybody_has_stays() {
    assertThat(redaction.apply("127.0.0.1 and 0.0.0.0")).isEqualTo("127.0.0.1 and 0.0.0.0");
  }

  /** Keys and elements are ours, whatever the user is called. */
  @Test
  void only_texts_are_changed() {
    var note = TestRedaction.of("ftp.acme.test", Optional.of("note"), List.of());
    assertThat(
            note.page(
                "<style>.note { }</style><p class=\"note\">note at 198.51.100.7 &amp; $1</p>"))
        .isEqualTo("<style>.note { }</style><p class=\"note\">user at 192.0.2.1 &amp; $1</p>");
    assertThat(note.json(Map.of("note", List.of("the note", 1), "severity", "note")))
        .isEqualTo(Map.of("note", List.of("the user", 1), "severity", "note"));
  }
}
