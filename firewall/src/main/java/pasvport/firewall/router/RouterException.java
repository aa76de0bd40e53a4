package pasvport.firewall.router;

/** Why a router does not forward: what it said, and what to do. */
public final class RouterException extends Exception {

  private static final long serialVersionUID = 1L;

  RouterException(String message) {
    super(message);
  }

  RouterException(String message, Throwable cause) {
    super(message, cause);
  }
}
