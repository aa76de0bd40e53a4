package pasvport.doctor.fact;

/** How a data connection is asked for (RFC 959, RFC 2428). */
public enum Mode {
  PASV,
  EPSV,
  PORT,
  EPRT;

  /** Whether the client connects. */
  public boolean passive() {
    return this == PASV || this == EPSV;
  }
}
