package pasvport.firewall.apply;

/** Why rules are not put in force, or not taken back: what happened, and what to do. */
public final class ApplyException extends Exception {

  private static final long serialVersionUID = 1L;

  ApplyException(String message) {
    super(message);
  }

  ApplyException(String message, Throwable cause) {
    super(message, cause);
  }
}
