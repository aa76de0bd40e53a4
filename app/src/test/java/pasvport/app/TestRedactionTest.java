package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestRedactionTest {
  private final TestRedaction redaction = TestRedaction.of("ftp.acme.test", Optional.of("alice"));

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
  void the_host_and_the_user_are_replaced_as_words() {
    assertThat(redaction.apply("ftp://ftp.acme.test/ as alice, not malice"))
        .isEqualTo("ftp://server.example/ as user, not malice");
  }

  @Test
  void what_everybody_has_stays() {
    assertThat(redaction.apply("127.0.0.1 and 0.0.0.0")).isEqualTo("127.0.0.1 and 0.0.0.0");
  }
}
