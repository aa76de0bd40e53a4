package pasvport.site;

import java.util.List;

/**
 * How much one transfer may move, and how fast.
 *
 * @param uploadBytes beyond which it is cut, if it is an upload
 * @param buckets the rates that it must keep, all of them
 */
public record Allowance(long uploadBytes, List<Bucket> buckets) {
  /** Without bounds. */
  public static final Allowance UNBOUNDED = new Allowance(Long.MAX_VALUE, List.of());

  /** A step takes a tenth of a second: smooth to a person, and ten wakes a second are cheap. */
  private static final int STEPS_PER_SECOND = 10;

  /** Smaller steps than a packet save nobody anything. */
  private static final int LEAST_STEP = 1024;

  /** As much as the planes move at a time anyway. */
  private static final int GREATEST_STEP = 1024 * 1024;

  public Allowance {
    buckets = List.copyOf(buckets);
  }

  /** How many bytes to move at a time. */
  public int step() {
    return buckets.stream()
        .mapToInt(bucket ->
            Math.clamp(
                bucket.rate().bytesPerSecond() / STEPS_PER_SECOND, LEAST_STEP, GREATEST_STEP))
        .min()
        .orElse(GREATEST_STEP);
  }

  /** Counts bytes that were moved; nanoseconds to wait, not positive if there is no need. */
  public long spend(long moved, long now) {
    long wait = 0;
    for (Bucket bucket : buckets) {
      wait = Math.max(wait, bucket.spend(moved, now));
    }
    return wait;
  }
}
