package pasvport.gateway;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A nanosecond counter that moves when the test says so. */
final class HandTime implements LongSupplier, Ticker {
  private volatile long now = -7_000_000_000L;

  synchronized void advance(Duration time) {
    now += time.toNanos();
  }

  @Override
  public long getAsLong() {
    return now;
  }

  @Override
  public long read() {
    return now;
  }
}
