package pasvport.doctor.explain.join;

import java.time.Duration;

/**
 * How far a log's clock is from the reference log's.
 *
 * @param source the log
 * @param behind what must be added to its times
 * @param witnesses how many events that both logs have say so; 0 if there is none
 */
public record Clock(String source, Duration behind, int witnesses) {

  public boolean agrees() {
    return behind.isZero();
  }
}
