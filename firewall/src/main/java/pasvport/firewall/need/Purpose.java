package pasvport.firewall.need;

/** What an opening is for. */
public enum Purpose {
  CONTROL("FTP control"),
  IMPLICIT_TLS("FTPS control, implicit TLS"),
  PASSIVE("FTP passive data"),
  /** From the server to the client, where all others go from the client to the server. */
  ACTIVE("FTP active data"),
  SFTP("SFTP"),
  /** What the site passes through as it is. */
  PASS_THROUGH("passed through");

  private final String text;

  Purpose(String text) {
    this.text = text;
  }

  /** Whether the server opens the connection, and not the client. */
  public boolean isOutward() {
    return this == ACTIVE;
  }

  /** As it stands in comments of rules: printable ASCII without quotes. */
  public String text() {
    return text;
  }
}
