package pasvport.firewall.router;

/** Why a router does not forward: what it said, and what to do. */
public sealed class RouterException extends Exception permits OtherNatException {

  private static final long serialVersionUID = 1L;

  RouterException(String message) {
    super(message);
  }

  RouterException(String message, Throwable cause) {
    super(message, cause);
  }
}
