package pasvport.doctor.probe;

import java.time.Duration;

/** How long each kind of step is waited for, and why so long. */
final class Patience {
  /** Four SYNs have left by then: at 0, 1, 3 and 7 seconds (RFC 6298 section 5.5). */
  static final Duration CONTROL = Duration.ofSeconds(8);

  /**
   * Three SYNs have left by then; a path that let the control connection through loses not three.
   */
  static final Duration DATA = Duration.ofSeconds(5);

  /** A server that looks its client up by DNS and ident first takes up to 30 seconds to greet. */
  static final Duration GREETING = Duration.ofSeconds(32);

  /** Slow disks and directories answer within this; logins may be delayed on purpose. */
  static final Duration REPLY = Duration.ofSeconds(15);

  static final Duration HANDSHAKE = Duration.ofSeconds(10);

  /** A server calls back at once or not at all. */
  static final Duration CALL = Duration.ofSeconds(6);

  /** A server that has accepted the data connection says 1yz at once. */
  static final Duration BEGIN = Duration.ofSeconds(6);

  /** TCP has sent a lost segment again four times by then. */
  static final Duration STALL = Duration.ofSeconds(8);

  /** What has flowed for so long flows; a slow line is no fault. */
  static final Duration TRANSFER = Duration.ofSeconds(20);

  /** All of an SFTP session: a listing, a file down and one up, over a slow line too. */
  static final Duration SFTP = Duration.ofMinutes(2);

  /** After this nothing further is begun; a server that is merely slow has shown that by then. */
  static final Duration WHOLE = Duration.ofMinutes(5);

  /** What vsftpd waits for a data connection (accept_timeout 60), and a little more. */
  static final Duration VERDICT = Duration.ofSeconds(62);

  /** Between two looks at the control connection while a data connection is waited for. */
  static final Duration GLANCE = Duration.ofMillis(20);

  private Patience() {}
}
