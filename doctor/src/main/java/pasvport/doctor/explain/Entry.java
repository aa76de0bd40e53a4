package pasvport.doctor.explain;

import java.time.Duration;

/** One line of a log, understood. */
public record Entry(Stamp stamp, Origin origin, LogFormat format, Event event) {

  /** The same with the time by another clock. */
  public Entry shifted(Duration by) {
    return by.isZero()
        ? this
        : new Entry(
            new Stamp(stamp.at().plus(by), stamp.precision(), stamp.base()), origin, format, event);
  }
}
