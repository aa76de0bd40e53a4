package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which moments are part of written hours; 2 March 2026 is a Monday. */
class HoursTest {

  @ParameterizedTest
  @CsvSource({
    "mon-fri 08:00-18:00, 2026-03-02T08:00, true",
    "mon-fri 08:00-18:00, 2026-03-02T07:59:59, false",
    "mon-fri 08:00-18:00, 2026-03-06T17:59:59, true",
    "mon-fri 08:00-18:00, 2026-03-06T18:00, false",
    "mon-fri 08:00-18:00, 2026-03-07T12:00, false",
    "sat 00:00-24:00, 2026-03-07T00:00, true",
    "sat 00:00-24:00, 2026-03-07T23:59, true",
    "sat 00:00-24:00, 2026-03-08T00:00, false",
    "sat 12:00-00:00, 2026-03-07T23:59, true",
    "sat 12:00-00:00, 2026-03-08T00:00, false",
    "fri 22:00-06:00, 2026-03-06T23:00, true",
    "fri 22:00-06:00, 2026-03-07T05:59, true",
    "fri 22:00-06:00, 2026-03-07T06:00, false",
    "fri 22:00-06:00, 2026-03-06T05:00, false",
    "fri-mon 08:00-18:00, 2026-03-08T12:00, true",
    "fri-mon 08:00-18:00, 2026-03-02T12:00, true",
    "fri-mon 08:00-18:00, 2026-03-03T12:00, false",
    "daily 08:00-09:00, 2026-03-04T08:30, true",
  })
  void hours_contain_what_they_say(String hours, LocalDateTime moment, boolean contained) {
    assertThat(Hours.parse(hours).contain(moment)).isEqualTo(contained);
  }
}
