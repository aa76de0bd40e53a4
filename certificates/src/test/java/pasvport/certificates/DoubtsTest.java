package pasvport.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What clients refuse, or soon will. */
class DoubtsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant BEFORE = NOW.minus(Duration.ofDays(60));
  private static final Instant LATER = NOW.plus(Duration.ofDays(60));

  @Test
  void a_good_certificate_raises_none() {
    assertThat(Doubts.about(MadeUp.identity(BEFORE, LATER, "a.example"), NOW)).isEmpty();
  }

  @Test
  void one_that_has_ended_is_told_with_the_time_of_its_end() {
    var ended = MadeUp.identity(BEFORE, NOW.minusSeconds(1), "a.example");
    assertThat(Doubts.about(ended, NOW))
        .singleElement()
        .asString()
        .contains("a.example has expired", "2026-06-01T11:59:59Z");
  }

  @Test
  void less_than_21_days_are_soon() {
    var days = Duration.ofDays(21);
    var year = NOW.minus(Duration.ofDays(344));
    assertThat(Doubts.about(MadeUp.identity(year, NOW.plus(days), "a.example"), NOW))
        .singleElement()
        .asString()
        .contains("expires soon, at 2026-06-22T12:00:00Z");
    assertThat(Doubts.about(MadeUp.identity(year, NOW.plus(days).plusSeconds(1), "a.example"), NOW))
        .isEmpty();
  }

  @Test
  void of_a_short_life_the_last_third_is_soon() {
    assertThat(
            Doubts.about(
                MadeUp.identity(NOW.minusSeconds(41), NOW.plusSeconds(19), "a.example"), NOW))
        .singleElement()
        .asString()
        .contains("expires soon");
    assertThat(
            Doubts.about(
                MadeUp.identity(NOW.minusSeconds(39), NOW.plusSeconds(21), "a.example"), NOW))
        .isEmpty();
  }

  @Test
  void one_of_tomorrow_is_told() {
    assertThat(Doubts.about(MadeUp.identity(NOW.plusSeconds(60), LATER, "a.example"), NOW))
        .singleElement()
        .asString()
        .contains("not valid before 2026-06-01T12:01:00Z");
  }

  @Test
  void one_without_names_is_told() {
    assertThat(Doubts.about(MadeUp.identity(BEFORE, LATER), NOW))
        .singleElement()
        .asString()
        .contains("CN=made up names no host");
  }

  @Test
  void a_short_rsa_key_is_told() {
    var key = MadeUp.key("RSA", 1024);
    assertThat(Doubts.about(MadeUp.identity(key, "SHA256withRSA", BEFORE, LATER, "a.example"), NOW))
        .singleElement()
        .asString()
        .contains("1024 bits");
  }

  @Test
  void a_signature_by_sha_1_is_told() {
    var key = MadeUp.key("RSA", 2048);
    assertThat(Doubts.about(MadeUp.identity(key, "SHA1withRSA", BEFORE, LATER, "a.example"), NOW))
        .singleElement()
        .asString()
        .contains("signed with SHA1withRSA");
  }

  @Test
  void a_chain_that_ends_before_a_root_is_told_and_a_whole_one_is_not() throws Exception {
    var roots = new WellKnownRoots();
    assertThat(roots.gap(IdentityFiles.read(OpenSsl.pem("ec-chain.pem", "ec.key")).getFirst()))
        .hasValueSatisfying(gap -> assertThat(gap).contains("unless clients trust CN=Test root"));
    assertThat(roots.gap(IdentityFiles.read(OpenSsl.pem("root.pem", "root.key")).getFirst()))
        .isEmpty();
  }
}
