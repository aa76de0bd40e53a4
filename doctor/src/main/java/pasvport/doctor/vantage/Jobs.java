package pasvport.doctor.vantage;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tests under way and those that ended a while ago: so many at once, some that wait, no more.
 */
final class Jobs {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  /** Each takes seconds and a few hundred kilobytes. */
  private static final int AT_ONCE = 20;

  private static final int WAITING = 20;

  /** Who asked has read the outcome by then. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final int MOST_KEPT = 200;

  /** When one of those that run is likely to have ended. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final int ID_BYTES = 16;

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Semaphore free = new Semaphore(AT_ONCE, true);
  private final Map<String, Job> all = new LinkedHashMap<>();

  Jobs(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Begins it, or lets it wait for its turn.
   *
   * @throws RefusedException if too many wait already
   */
  synchronized Job begin(Token owner, Job.Work work) throws RefusedException {
    forget();
    if (all.values().stream().filter(job -> job.ended().isEmpty()).count() >= AT_ONCE + WAITING) {
      throw RefusedException.forNow(
          Refusal.BUSY, "%d tests are running and %d wait".formatted(AT_ONCE, WAITING), SOON);
    }
    var id = new byte[ID_BYTES];
    random.nextBytes(id);
    var job = new Job(HexFormat.of().formatHex(id), owner);
    all.put(job.id(), job);
    Thread.ofVirtual().name("vantage-" + job.id()).start(() -> run(job, work));
    return job;
  }

  private void run(Job job, Job.Work work) {
    free.acquireUninterruptibly();
    try {
      job.begin();
      job.end(Optional.of(work.run(job::say)), clock.instant());
    } catch (RuntimeException | Error defect) {
      LOG.atError().addKeyValue("test", job.id()).setCause(defect).log("a test has failed");
      job.end(Optional.empty(), clock.instant());
    } finally {
      free.release();
    }
  }

  private void forget() {
    var old = clock.instant().minus(KEPT);
    all.values().removeIf(job -> job.ended().filter(old::isAfter).isPresent());
    var eldest = all.values().iterator();
    while (all.size() >= MOST_KEPT && eldest.hasNext()) {
      if (eldest.next().ended().isPresent()) {
        eldest.remove();
      }
    }
  }

  /**
   * One that this token's owner has begun.
   *
   * @throws RefusedException if there is none
   */
  synchronized Job find(Token owner, String id) throws RefusedException {
    return Optional.ofNullable(all.get(id))
        .filter(job -> job.owner().equals(owner))
        .orElseThrow(
            () -> new RefusedException(Refusal.UNKNOWN_TEST, "there is no such test, or no more"));
  }
}
