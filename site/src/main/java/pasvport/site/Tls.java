package pasvport.site;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * TLS between clients and the gateway (RFC 4217).
 *
 * @param control whether the control connection may, must or cannot be protected
 * @param data whether data connections must be protected
 * @param implicit entries at which TLS begins with the connection, instead of AUTH
 * @param leastVersion the oldest version that is spoken
 * @param requireSessionReuse whether a protected data connection must resume the TLS session of its
 *     control connection
 * @param clientCertificates whether clients are asked for a certificate
 * @param clientAuthorities the file with the authorities whose certificates are taken
 * @param certificateNamesUser whether the certificate's subject is the user, whatever USER says
 * @param ccc whether the control connection may become clear again after the login
 * @param closeNotify whether an upload must end with close_notify
 */
public record Tls(
    @Key(
            value =
                "Whether clients may, must or cannot protect the control connection with TLS"
                    + " (AUTH TLS).",
            standard = "offered")
        Control control,
    @Key(
            value = "Whether data connections may or must be protected (PROT P).",
            standard = "offered")
        Data data,
    @Key(
            "Entries at which TLS begins with the connection (implicit FTPS, usually port 990),"
                + " besides those of `listen`.")
        List<Endpoint> implicit,
    @Key(value = "The oldest version of TLS that is spoken with clients.", standard = "tls1.2")
        Version leastVersion,
    @Key(
            value =
                "Whether a protected data connection must resume the TLS session of its control"
                    + " connection. Then no other client can take it, and clients behind one"
                    + " address share the ports.",
            standard = "false")
        boolean requireSessionReuse,
    @Key(value = "Whether clients are asked for a certificate.", standard = "off")
        ClientCertificates clientCertificates,
    @Key("A PEM file with the authorities whose client certificates are taken.")
        Optional<Path> clientAuthorities,
    @Key(
            value =
                "Whether the server is told the common name of the client's certificate as USER,"
                    + " whatever the client says.",
            standard = "false")
        boolean certificateNamesUser,
    @Key(
            value =
                "Whether CCC is served: the control connection becomes clear again after the login,"
                    + " so that a firewall on the way can read it.",
            standard = "false")
        boolean ccc,
    @Key(
            value =
                "Whether an upload that ends without TLS's closing word is taken for cut off."
                    + " Optional is for clients that never send it, such as programs on .NET's"
                    + " FtpWebRequest.",
            standard = "required")
        CloseNotify closeNotify) {

  public Tls {
    implicit = List.copyOf(implicit);
  }

  /** Whether the control connection is protected. */
  public enum Control {
    OFF,
    OFFERED,
    REQUIRED
  }

  /** Whether data connections are protected. */
  public enum Data {
    OFFERED,
    REQUIRED
  }

  /** Whether clients show a certificate. */
  public enum ClientCertificates {
    OFF,
    OPTIONAL,
    REQUIRED
  }

  /** A version of TLS. */
  public enum Version {
    V1_2("tls1.2"),
    V1_3("tls1.3");

    private final String written;

    Version(String written) {
      this.written = written;
    }

    /** As it is written in a site. */
    @Override
    public String toString() {
      return written;
    }
  }
}
