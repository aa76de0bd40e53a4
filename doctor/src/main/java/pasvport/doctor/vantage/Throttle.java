package pasvport.doctor.vantage;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How often each of many may do something: some times at once, and then once in a while. */
public final class Throttle {
  /** Who comes with so many names has as many addresses; the one heard of longest ago is left. */
  private static final int MOST_KEYS = 10_000;

  private final int burst;
  private final long interval;
  private final LongSupplier nanos;

  /** When all that each has done is paid for. */
  private final Map<String, Long> paid =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_KEYS;
        }
      };

  public Throttle(int burst, Duration interval) {
    this(burst, interval, System::nanoTime);
  }

  Throttle(int burst, Duration interval, LongSupplier nanos) {
    this.burst = burst;
    this.interval = interval.toNanos();
    this.nanos = nanos;
  }

  /**
   * Counts one more.
   *
   * @throws RefusedException if that is too often
   */
  public synchronized void pass(String key) throws RefusedException {
    long now = nanos.getAsLong();
    long before = paid.getOrDefault(key, now);
    long after = (before - now < 0 ? now : before) + interval;
    long early = after - now - burst * interval;
    if (early > 0) {
      throw RefusedException.forNow(
          Refusal.TOO_OFTEN, "that was too often; wait a little", Duration.ofNanos(early));
    }
    paid.put(key, after);
  }
}
