package pasvport.doctor.fact;

import java.util.Locale;

/** How a server is spoken to, as the beginning of a URL says it. */
public enum Scheme {
  /** In clear; where the server offers TLS it is tried as well. */
  FTP(21),
  /** TLS from AUTH TLS on (RFC 4217), never a password in clear. */
  FTPES(21),
  /** TLS from the first byte. */
  FTPS(990),
  SFTP(22);

  private final int port;

  Scheme(int port) {
    this.port = port;
  }

  /** The port that is meant where none is named. */
  public int port() {
    return port;
  }

  /** As it begins a URL. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
