package pasvport.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import pasvport.site.HostText;

/**
 * Every refusal is counted, and logged with its reason. A flood of one reason is logged at a
 * bounded rate; the next line that is written says how many were left out.
 */
final class Refusals {
  /** The log's name for refusals. */
  static final Logger LOG = LoggerFactory.getLogger("pasvport.refused");

  /**
   * Lines a second and reason: enough to see every client of an incident, too few to fill a disk.
   */
  private static final int LINES_PER_SECOND = 50;

  private static final long SECOND = 1_000_000_000L;

  private final Map<Refusal, Tally> tallies = new EnumMap<>(Refusal.class);
  private final LongSupplier nanoTime;

  Refusals(MeterRegistry registry, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    for (Refusal refusal : Refusal.values()) {
      Counter counter =
          Counter.builder("pasvport.refused")
              .description("What the gateway turned away, by reason")
              .tag("reason", refusal.reason())
              .register(registry);
      tallies.put(refusal, new Tally(counter));
    }
  }

  /** A refusal outside any session. */
  void count(Refusal refusal, InetAddress client, String detail) {
    count(refusal, 0, client, detail);
  }

  /**
   * A refusal within a session.
   *
   * @param session its number, 0 for none
   * @param detail what was refused, safe to print; may be empty
   */
  void count(Refusal refusal, long session, InetAddress client, String detail) {
    Tally tally = tallies.get(refusal);
    if (tally == null) {
      throw new IllegalStateException("no tally for " + refusal);
    }
    tally.counter.increment();
    long left = tally.mayLog(nanoTime.getAsLong());
    if (left < 0) {
      return;
    }
    LoggingEventBuilder line = LOG.atInfo();
    if (session != 0) {
      line = line.addKeyValue("session", session);
    }
    line =
        line.addKeyValue("reason", refusal.reason())
            .addKeyValue("client", HostText.written(client));
    if (!detail.isEmpty()) {
      line = line.addKeyValue("detail", detail);
    }
    if (left > 0) {
      line = line.addKeyValue("not-logged", left);
    }
    line.log("refused");
  }

  /** How often this was refused since the start. */
  long count(Refusal refusal) {
    @Nullable Tally tally = tallies.get(refusal);
    return tally == null ? 0 : (long) tally.counter.count();
  }

  /** One reason's counter and its allowance of log lines. */
  private static final class Tally {
    private final Counter counter;
    private final AtomicLong suppressed = new AtomicLong();
    private long second = Long.MIN_VALUE;
    private int lines;

    Tally(Counter counter) {
      this.counter = counter;
    }

    /** How many lines were left out before this one, or -1 if this is left out too. */
    synchronized long mayLog(long now) {
      long current = Math.floorDiv(now, SECOND);
      if (current != second) {
        second = current;
        lines = 0;
      }
      if (lines >= LINES_PER_SECOND) {
        suppressed.incrementAndGet();
        return -1;
      }
      lines++;
      return suppressed.getAndSet(0);
    }
  }
}
