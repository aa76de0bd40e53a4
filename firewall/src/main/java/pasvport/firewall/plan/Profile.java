package pasvport.firewall.plan;

/**
 * How FTP gets through firewalls. Announced address, helper and range are one decision; mixtures of
 * these three fail in part, as was measured.
 */
public enum Profile {
  /** The outside address is announced, no helper reads along, and the server's range is open. */
  STATIC("static"),
  /** The server announces its own address, and firewalls open what they read. Plain FTP only. */
  HELPER("helper"),
  /** Clients reach Pasvport, which needs a few ports and reads TLS because it ends it. */
  GATEWAY("gateway");

  private final String word;

  Profile(String word) {
    this.word = word;
  }

  /** As it is written in a site. */
  public String word() {
    return word;
  }
}
