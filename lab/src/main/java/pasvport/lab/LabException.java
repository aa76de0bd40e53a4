package pasvport.lab;

/**
 * Something the lab was asked to do did not happen; the message holds what the tool said, whole.
 */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LabException(String message) {
    super(message);
  }

  LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
