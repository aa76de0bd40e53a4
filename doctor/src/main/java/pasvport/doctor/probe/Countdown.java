package pasvport.doctor.probe;

import java.time.Duration;

/** What is left of a time. */
record Countdown(long began, Duration whole) {

  static Countdown of(Duration whole) {
    return new Countdown(System.nanoTime(), whole);
  }

  Duration passed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  boolean over() {
    return passed().compareTo(whole) >= 0;
  }

  /** What is left, for those who take 0 for ever: at least 1. */
  int millis() {
    return (int) Math.max(1, whole.minus(passed()).toMillis());
  }
}
