package pasvport.firewall.router;

/** The router sees this host at another address: there is another NAT between the two. */
final class OtherNatException extends RouterException {

  private static final long serialVersionUID = 1L;

  OtherNatException(String message) {
    super(message);
  }
}
