package pasvport.site;

import java.net.InetAddress;
import java.util.List;

/**
 * Active data connections: the client names a port with PORT or EPRT, and the gateway connects to
 * it.
 *
 * @param offered whether clients may ask for that
 * @param sourcePort the port from which the gateway connects, if the system lets it; 0 for any
 * @param foreign networks that PORT and EPRT may point to besides the client's own address
 */
public record Active(
    @Key(value = "Whether PORT and EPRT are served.", standard = "true") boolean offered,
    @Key(
            value =
                "The port from which active data connections are made, which firewalls of clients"
                    + " may ask for; 0 for any. Below 1024 it takes a privilege; without it, any"
                    + " port is used.",
            standard = "20",
            min = 0,
            max = PortRange.HIGHEST)
        int sourcePort,
    @Key(
            "Networks to which PORT and EPRT may lead though they are not the client's own address"
                + " (server-to-server transfers). Left out, none: it can be abused to reach others.")
        List<Network> foreign) {
  public Active {
    foreign = List.copyOf(foreign);
  }

  /** Whether a client may have its data sent to this address, though it is not its own. */
  public boolean mayPointTo(InetAddress address) {
    return foreign.stream().anyMatch(network -> network.contains(address));
  }
}
