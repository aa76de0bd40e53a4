package pasvport.trials;

/** An errand in an outpost failed, or the outpost itself; the cause is what was thrown there. */
public final class OutpostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutpostException(String message, Throwable cause) {
    super(message, cause);
  }
}
