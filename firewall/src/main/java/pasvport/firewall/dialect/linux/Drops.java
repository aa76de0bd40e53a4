package pasvport.firewall.dialect.linux;

/** How dropped packets are logged. */
final class Drops {

  /** Before each line, for whoever reads the log. */
  static final String PREFIX = "pasvport-drop: ";

  /** Enough to see what is wrong, and a scan of all ports does not fill the log. */
  static final int LOGGED_A_SECOND = 5;

  /** A client that fails sends a handful of packets, all of them worth a line. */
  static final int LOGGED_AT_ONCE = 10;

  private Drops() {}
}
