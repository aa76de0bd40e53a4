package pasvport.site;

/**
 * A rate that several transfers may share. Whoever has moved bytes is told how long to wait until
 * they are paid for; so the bytes of all together keep the rate, and each gets its share in turn.
 */
public final class Bucket {
  /** What a thread that was woken late may catch up; without it, each late wake costs rate. */
  private static final long CATCH_UP_NANOS = 50_000_000;

  private static final long SECOND_NANOS = 1_000_000_000;

  private final Rate rate;

  /** When all that was moved is paid for. */
  private long paidAt;

  /**
   * A rate that nothing has used yet.
   *
   * @param now of a clock in nanoseconds
   */
  public Bucket(Rate rate, long now) {
    this.rate = rate;
    this.paidAt = now;
  }

  /** The rate. */
  public Rate rate() {
    return rate;
  }

  /**
   * Counts bytes that were moved.
   *
   * @param bytes at most as many as {@link Allowance#step} says
   * @return nanoseconds to wait from now on; not positive if there is no need
   */
  public synchronized long spend(long bytes, long now) {
    if (paidAt - (now - CATCH_UP_NANOS) < 0) {
      paidAt = now - CATCH_UP_NANOS;
    }
    paidAt += bytes * SECOND_NANOS / rate.bytesPerSecond();
    return paidAt - now;
  }
}
