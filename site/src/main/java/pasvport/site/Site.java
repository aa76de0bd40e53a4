package pasvport.site;

import java.util.List;
import java.util.Optional;

/**
 * The one description of a site: what Pasvport listens on, what stands behind it, whom it serves
 * and within which bounds.
 *
 * @param listen where clients reach the gateway; at least one entry
 * @param server the FTP server behind the gateway; absent, the embedded server stands there
 * @param passive the ports and addresses of passive data connections
 * @param access which client networks are served
 * @param limits how much of everything is allowed
 * @param timeouts how long everything may take
 * @param embedded the embedded server's settings, without meaning when {@code server} is named
 * @param log how the log is written
 */
public record Site(
    @Key(
            value =
                "Where clients reach the gateway: a port, or an address of this host and a port; "
                    + "`*` or a port alone means every address, IPv4 and IPv6.",
            standard = "2121",
            nonEmpty = true)
        List<Endpoint> listen,
    @Key(
            value =
                "The FTP server behind the gateway; left out, the embedded server stands there. "
                    + "Its port may be left out and is then 21.",
            form = ValueType.Form.SERVER)
        Optional<Endpoint> server,
    @Key("Passive data connections: the ports and the address that clients are told.")
        Passive passive,
    @Key("Which clients are served, by network.") Access access,
    @Key("How much of everything is allowed.") Limits limits,
    @Key("How long everything may take.") Timeouts timeouts,
    @Key("The embedded server, which stands behind the gateway when no `server` is named.")
        Embedded embedded,
    @Key("How the log is written.") Logging log) {

  public Site {
    listen = List.copyOf(listen);
    if (listen.isEmpty()) {
      throw new IllegalArgumentException("listen is empty, so no client could connect");
    }
  }

  /** The site that holds when there is no file at all. */
  public static Site defaults() {
    return Shape.Section.of(Site.class).defaults(Site.class);
  }
}
