package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TestDurationTest {

  @Test
  void seconds_minutes_and_hours_are_read() {
    assertThat(TestDuration.parse("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(TestDuration.parse("10m")).isEqualTo(Duration.ofMinutes(10));
    assertThat(TestDuration.parse("1h")).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void what_is_no_time_or_too_long_is_refused() {
    for (var text : new String[] {"", "10", "0s", "-1m", "10 m", "25h"}) {
      assertThatThrownBy(() -> TestDuration.parse(text)).hasMessageContaining("--idle");
    }
  }
}
