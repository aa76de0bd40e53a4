package pasvport.trials.client;

import java.io.Serializable;
import pasvport.trials.TlsVersion;

/**
 * How a client protects its connections.
 *
 * @param version the only version that it speaks
 * @param dataToo whether data is protected too: PROT P, else PROT C
 * @param authority a PEM file with the certificate that it believes
 */
public record Tls(Start start, TlsVersion version, boolean dataToo, String authority)
    implements Serializable {
  /** Where TLS begins. */
  public enum Start {
    NEVER,
    /** With AUTH TLS. */
    EXPLICIT,
    /** With the connection. */
    IMPLICIT
  }

  /** Not at all. */
  public static final Tls NONE = new Tls(Start.NEVER, TlsVersion.TLS_1_3, false, "");

  boolean wanted() {
    return start != Start.NEVER;
  }

  boolean implicit() {
    return start == Start.IMPLICIT;
  }

  @Override
  public String toString() {
    return wanted() ? "%s %s PROT %s".formatted(start, version, dataToo ? "P" : "C") : "in clear";
  }
}
