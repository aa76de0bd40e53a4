package pasvport.gateway;

import java.time.Duration;

/** The short wait after an accept that failed, without which a full descriptor table spins. */
final class Pause {
  private static final Duration AFTER_FAILED_ACCEPT = Duration.ofMillis(50);

  private Pause() {}

  static void afterFailedAccept() {
    try {
      Thread.sleep(AFTER_FAILED_ACCEPT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
