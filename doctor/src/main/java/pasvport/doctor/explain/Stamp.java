package pasvport.doctor.explain;

import java.time.Duration;
import java.time.Instant;

/**
 * When a log says that something happened.
 *
 * @param at the time by the log's own clock
 * @param precision the smallest step that the log writes
 * @param base what the log's clock is known to show
 */
public record Stamp(Instant at, Duration precision, Base base) {

  /** What a log's clock shows. */
  public enum Base {
    /** The zone is written with the time, or fixed by the format. */
    ZONED,
    /** No zone is written: this host's was taken. */
    LOCAL,
    /** Time since something unknown, such as a kernel's start. */
    UNKNOWN
  }
}
