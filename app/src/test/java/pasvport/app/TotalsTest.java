package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class TotalsTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void reasons_that_came_up_are_told_with_how_often() {
    registry.counter("pasvport.refused", "reason", "stranger").increment();
    registry.counter("pasvport.refused", "reason", "bare-lf").increment(3);
    registry.counter("pasvport.refused", "reason", "stalled");
    registry.counter("pasvport.sessions").increment(7);
    assertThat(Totals.refused(registry)).isEqualTo("bare-lf 3, stranger 1");
  }

  @Test
  void no_refusal_is_said_too() {
    registry.counter("pasvport.refused", "reason", "stalled");
    assertThat(Totals.refused(registry)).isEqualTo("nothing");
  }
}
