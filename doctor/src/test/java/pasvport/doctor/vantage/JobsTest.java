package pasvport.doctor.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JobsTest {
  private static final Token ALICE = new Token("alice", "a".repeat(43));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Jobs jobs = new Jobs(() -> now);

  @Test
  void twenty_run_at_once_twenty_wait_and_the_next_is_told_when_to_come_again() throws Exception {
    var running = new CountDownLatch(20);
    var end = new CountDownLatch(1);
    List<Job> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(
          jobs.begin(
              ALICE,
              _ -> {
                running.countDown();
                awaited(end);
                return Map.of();
              }));
    }
    assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(all.stream().filter(job -> state(job).equals("running"))).hasSize(20);
    assertThatThrownBy(() -> jobs.begin(ALICE, _ -> Map.of()))
        .asInstanceOf(type(RefusedException.class))
        .satisfies(no -> {
          assertThat(no.refusal()).isEqualTo(Refusal.BUSY);
          assertThat(no.retryAfter()).isPositive();
        });
    end.countDown();
    for (var job : all) {
      assertThat(ended(job)).isEqualTo("done");
    }
  }

  @Test
  void a_defect_ends_one_test_and_no_other() throws Exception {
    var bad =
        jobs.begin(
            ALICE,
            _ -> {
              throw new IllegalStateException("a defect");
            });
    var good = jobs.begin(ALICE, _ -> Map.of());
    assertThat(ended(bad)).isEqualTo("failed");
    assertThat(ended(good)).isEqualTo("done");
  }

  @Test
  void outcomes_are_kept_for_ten_minutes() throws Exception {
    var old = jobs.begin(ALICE, _ -> Map.of());
    ended(old);
    now = now.plus(Duration.ofMinutes(11));
    jobs.begin(ALICE, _ -> Map.of());
    assertThatThrownBy(() -> jobs.find(ALICE, old.id())).isInstanceOf(RefusedException.class);
  }

  private static String ended(Job job) throws InterruptedException {
    var state = state(job);
    while (state.equals("waiting") || state.equals("running")) {
      state = String.valueOf(job.after(0, PATIENCE).get("state"));
    }
    return state;
  }

  private static String state(Job job) {
    try {
      return String.valueOf(job.after(0, Duration.ZERO).get("state"));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaited(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
