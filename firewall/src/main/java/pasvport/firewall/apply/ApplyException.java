package pasvport.firewall.apply;

/** Why rules are not put in force, or not taken back: what happened, and what to do. */
public final class ApplyException extends Exception {

  private static final long serialVersionUID = 1L;

  public ApplyException(String message) {
    super(message);
  }

  public ApplyException(String message, Throwable cause) {
    super(message, cause);
  }
}
