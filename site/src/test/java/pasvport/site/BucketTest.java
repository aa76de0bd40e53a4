package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A rate kept by waiting. */
class BucketTest {
  private static final long SECOND = 1_000_000_000;
  private static final long CAUGHT_UP = 50_000_000;

  @Test
  void whoever_waits_as_told_keeps_the_rate() {
    Bucket bucket = new Bucket(new Rate(1000), 0);
    long now = 0;
    for (int i = 0; i < 100; i++) {
      now += Math.max(0, bucket.spend(100, now));
    }
    assertThat(now).isBetween(10 * SECOND - CAUGHT_UP, 10 * SECOND);
  }

  @Test
  void whoever_was_idle_has_saved_nothing() {
    Bucket bucket = new Bucket(new Rate(1000), 0);
    assertThat(bucket.spend(1000, 3600 * SECOND)).isEqualTo(SECOND - CAUGHT_UP);
  }

  @Test
  void a_thread_that_is_woken_late_loses_no_rate() {
    Bucket bucket = new Bucket(new Rate(1000), 0);
    long late = CAUGHT_UP / 2;
    long now = 0;
    for (int i = 0; i < 100; i++) {
      now += Math.max(0, bucket.spend(100, now)) + late;
    }
    assertThat(now).isLessThanOrEqualTo(10 * SECOND + late);
  }

  @Test
  void steps_are_a_tenth_of_a_second_of_the_slowest_rate() {
    assertThat(step()).isEqualTo(1024 * 1024);
    assertThat(step(1_000_000)).isEqualTo(100_000);
    assertThat(step(1_000_000, 50_000)).isEqualTo(5_000);
    assertThat(step(100)).isEqualTo(1024);
    assertThat(step(1L << 50)).isEqualTo(1024 * 1024);
  }

  private static int step(long... rates) {
    List<Bucket> buckets =
        Stream.of(rates)
            .flatMapToLong(java.util.Arrays::stream)
            .mapToObj(rate -> new Bucket(new Rate(rate), 0))
            .toList();
    return new Allowance(Long.MAX_VALUE, buckets).step();
  }
}
