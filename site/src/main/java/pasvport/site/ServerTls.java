package pasvport.site;

import java.util.Optional;

/**
 * TLS between the gateway and a server.
 *
 * @param mode whether there is any, and how it begins
 * @param trust whose certificates are believed
 * @param name the name that the server's certificate must bear, if not the one it is reached by
 * @param closeNotify whether a download that ends without TLS's own end is cut off
 */
public record ServerTls(
    @Key(
            value =
                "Whether the server is spoken to with TLS: not, after AUTH TLS, or from the first"
                    + " byte (usually port 990). Then its data connections are protected too, and"
                    + " resume the control connection's TLS session.",
            standard = "off")
        Mode mode,
    @Key(
            value =
                "Whose certificates are believed: the system's authorities, those in a PEM file, or"
                    + " one certificate by its SHA-256 fingerprint.",
            standard = "system")
        Trust trust,
    @Key("The name in the server's certificate, if it is not the one by which it is reached.")
        Optional<String> name,
    @Key(
            value =
                "Whether a download that ends without TLS's closing word is taken for cut off."
                    + " Optional is for servers that never send it.",
            standard = "required")
        CloseNotify closeNotify) {

  /** How TLS begins. */
  public enum Mode {
    OFF,
    EXPLICIT,
    IMPLICIT
  }
}
