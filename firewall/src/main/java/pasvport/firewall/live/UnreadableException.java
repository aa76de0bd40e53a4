package pasvport.firewall.live;

/** Rules of a firewall that cannot be read; the message says where and what was expected. */
public final class UnreadableException extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message);
  }

  UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
