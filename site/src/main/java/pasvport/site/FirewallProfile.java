package pasvport.site;

/** How FTP is to get through the firewalls of the path. */
public enum FirewallProfile {
  /** The plan chooses, and says why. */
  AUTO,
  /** The server's own range is open. */
  STATIC,
  /** The firewalls read the control connection and open what it names. */
  HELPER,
  /** Pasvport stands in front of the server. */
  GATEWAY
}
