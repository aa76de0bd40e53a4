package pasvport.server;

import java.net.InetAddress;
import java.time.Instant;
import pasvport.site.Allowance;
import pasvport.site.Denial;
import pasvport.site.PolicyRule;
import pasvport.site.Site;

/**
 * Whose connection to the SFTP server it is, as the gateway in front of it knows, which also counts
 * and logs what becomes of it.
 */
public interface Guest {

  /** The client's address. */
  InetAddress client();

  /** The site that was in force when the client came. */
  Site site();

  /** The time on the wall, for hours. */
  Instant now();

  /** Counts an attempt to log in; false if its address has had too many. */
  boolean mayLogIn();

  /** Who it is, from now on. */
  void loggedIn(String user);

  /** The policy did not allow something. */
  void denied(Denial why, String detail);

  /** Something was asked for that is not served here. */
  void refused(Misuse why, String detail);

  /**
   * A file begins to move: how much of it may, and how fast.
   *
   * @param room beyond which an upload is cut
   */
  Allowance begin(PolicyRule rule, long room);

  /**
   * A file has moved.
   *
   * @param verb the verb of FTP that does the same
   * @param result {@code ok}, or what went wrong
   */
  void transferred(String verb, String path, long bytes, long nanos, String result);

  /** What clients ask for that has nothing to do with files, or too much of it. */
  enum Misuse {
    LOGIN_TIMEOUT,
    ONLY_SFTP,
    BAD_PACKET,
    TOO_MANY_HANDLES
  }
}
