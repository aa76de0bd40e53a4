package pasvport.doctor.vantage;

import java.time.Duration;
import java.util.Optional;

/** The vantage says no. The message is fit to be shown. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;
  private final Duration retryAfter;
  private final transient Optional<Challenge> challenge;

  public RefusedException(Refusal refusal, String message) {
    this(refusal, message, Duration.ZERO, Optional.empty());
  }

  private RefusedException(
      Refusal refusal, String message, Duration retryAfter, Optional<Challenge> challenge) {
    super(message);
    this.refusal = refusal;
    this.retryAfter = retryAfter;
    this.challenge = challenge;
  }

  /** It may be asked again after so long. */
  public static RefusedException forNow(Refusal refusal, String message, Duration retryAfter) {
    return new RefusedException(refusal, message, retryAfter, Optional.empty());
  }

  static RefusedException unproved(String message, Challenge challenge) {
    return new RefusedException(Refusal.NOT_PROVED, message, Duration.ZERO, Optional.of(challenge));
  }

  public Refusal refusal() {
    return refusal;
  }

  /** Zero if asking again does not help. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** What proves that the server is the asker's, if that is what was missing. */
  public Optional<Challenge> challenge() {
    return challenge;
  }
}
