package pasvport.trials.client;

/** Which command asks for a data connection. */
public enum Mode {
  PASV,
  EPSV,
  PORT,
  EPRT;

  /** Whether the client connects for data; else it is called. */
  boolean passive() {
    return this == PASV || this == EPSV;
  }

  /** Whether it can name addresses of IPv6 (RFC 2428). */
  boolean extended() {
    return this == EPSV || this == EPRT;
  }
}
