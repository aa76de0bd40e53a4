package pasvport.site;

/** From where a client's passive data connection is taken. */
public enum DataPeer {
  /** From the address of its control connection. */
  EXACT("exact"),
  /** From the same /24, or /64 with IPv6: for carriers that spread a client over addresses. */
  NETWORK("/24"),
  /** From anywhere, if it resumes the control connection's TLS session; else from the address. */
  TLS_SESSION("tls-session");

  private final String written;

  DataPeer(String written) {
    this.written = written;
  }

  /** As it is written in a site. */
  @Override
  public String toString() {
    return written;
  }
}
