package pasvport.site;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The certificate that is obtained by ACME (RFC 8555).
 *
 * @param names DNS names, all in one certificate; none, and there is no ACME
 * @param directory the CA's directory
 * @param caFile PEM with the roots by which the directory's server is known; absent, Java's
 * @param contact mail addresses that the CA may write to
 * @param agreeToTerms whether the administrator agrees to the CA's terms
 * @param challenge how the CA sees that the names lead here
 * @param listen where it is answered; absent, the port at which the CA asks
 */
public record Acme(
    @Key(
            value = "DNS names that one certificate is obtained for; left out, none is.",
            form = ValueType.Form.HOST_NAME)
        List<String> names,
    @Key(
            value = "The directory of the CA.",
            standard = "https://acme-v02.api.letsencrypt.org/directory")
        URI directory,
    @Key(
            "A PEM file with the root certificates by which the directory's server is verified, for"
                + " a CA of your own; left out, those that Java knows.")
        Optional<Path> caFile,
    @Key(value = "Mail addresses that the CA may write to.", form = ValueType.Form.MAIL_ADDRESS)
        List<String> contact,
    @Key(
            value =
                "Whether you agree to the CA's terms of service; without it nothing is obtained.",
            standard = "false")
        boolean agreeToTerms,
    @Key(
            value =
                "How the CA sees that the names lead here: over HTTP at port 80 (http-01), or over"
                    + " TLS at port 443 (tls-alpn-01).",
            standard = "http-01")
        Challenge challenge,
    @Key(
            "Where the challenge is answered, as in `listen`, and only while one is pending; left"
                + " out, port 80 for http-01 and 443 for tls-alpn-01. The CA always asks at those,"
                + " so another port needs a firewall that forwards to it.")
        Optional<Endpoint> listen) {

  public Acme {
    names = List.copyOf(names);
    contact = List.copyOf(contact);
  }

  /** How a CA sees that a name leads to a host. */
  public enum Challenge {
    /** RFC 8555, section 8.3. */
    HTTP_01(80),
    /** RFC 8737. */
    TLS_ALPN_01(443);

    private final int port;

    Challenge(int port) {
      this.port = port;
    }

    /** As the RFCs write it. */
    public String type() {
      return ValueType.written(this);
    }
  }

  /** Where the challenge is answered. */
  public Endpoint answersAt() {
    return listen.orElseGet(() -> new Endpoint(Endpoint.EVERY_ADDRESS, challenge.port));
  }
}
