package pasvport.ftp;

/** What a client's bytes turned out to be. */
public sealed interface ClientInput {
  /** A whole command. */
  record Line(Command command) implements ClientInput {}

  /**
   * A line that is refused, said once and as soon as it is seen; its rest, up to the next CR LF, is
   * dropped.
   *
   * @param excerpt how the line begins, bounded, without a password
   */
  record Bad(Malformed why, Octets excerpt) implements ClientInput {}

  /**
   * A Telnet request, refused.
   *
   * @param answer the bytes to send back
   */
  record Negotiation(Octets answer) implements ClientInput {}
}
