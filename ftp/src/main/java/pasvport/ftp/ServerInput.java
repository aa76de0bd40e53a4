package pasvport.ftp;

/** What a server's bytes turned out to be. */
public sealed interface ServerInput {
  /** A whole reply. */
  record Answer(Reply reply) implements ServerInput {}

  /**
   * Something that is no reply; nothing more is read from this server.
   *
   * @param excerpt how the line begins, bounded
   */
  record Bad(Malformed why, Octets excerpt) implements ServerInput {}
}
