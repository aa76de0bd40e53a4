package pasvport.site;

import java.net.InetAddress;
import java.util.List;

/**
 * Which clients are served.
 *
 * @param allow networks that are; empty, all are
 * @param deny networks that are not, whatever {@code allow} says
 */
public record Access(
    @Key("Networks whose clients are served; left out or empty, everyone is.") List<Network> allow,
    @Key("Networks whose clients are turned away; `deny` wins over `allow`.") List<Network> deny) {

  public Access {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  /** Whether a client with this address is served. */
  public boolean admits(InetAddress client) {
    return deny.stream().noneMatch(network -> network.contains(client))
        && (allow.isEmpty() || allow.stream().anyMatch(network -> network.contains(client)));
  }
}
