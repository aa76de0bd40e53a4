package pasvport.site;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * One firewall or NAT on the path from the clients to the server.
 *
 * @param name what the plan calls it
 * @param dialect its language, a name of {@code pasvport rules --list}; empty if not known
 * @param place whether it forwards, or is the firewall of the host at the path's end
 * @param outside its interface or zone towards the clients
 * @param inside its interface or zone towards the server
 * @param outsideAddresses addresses that clients use at this hop, which it translates; empty, it
 *     translates nothing
 * @param controlPort the outside port of the control connection, if not the server's own
 * @param implicitPort the outside port of implicit TLS, if not the server's own
 * @param hairpin networks behind this hop whose clients use the outside address too
 * @param rest what becomes of everything else
 * @param keep TCP ports of the hop that stay open if {@code rest} is {@link Rest#DROP}
 * @param logDrops whether what is dropped is logged
 */
public record PathHop(
    @Key(value = "What the plan calls it, and `pasvport rules --at`.", form = ValueType.Form.LABEL)
        String name,
    @Key(
            value = "Its language, one that `pasvport rules --list` names.",
            form = ValueType.Form.LABEL)
        Optional<String> dialect,
    @Key(
            value =
                "Whether it forwards between clients and server, or is the firewall of the host"
                    + " itself, the last of the path.",
            standard = "forwarding")
        Place place,
    @Key(value = "Its interface or zone towards the clients.", form = ValueType.Form.INTERFACE)
        Optional<String> outside,
    @Key(value = "Its interface or zone towards the server.", form = ValueType.Form.INTERFACE)
        Optional<String> inside,
    @Key(
            "The addresses that clients use at this hop, which it translates (NAT). Left out, it"
                + " translates nothing.")
        List<InetAddress> outsideAddresses,
    @Key(
            value = "The port that clients use here for control, where it is not the server's own.",
            max = PortRange.HIGHEST)
        Optional<Integer> controlPort,
    @Key(
            value =
                "The port that clients use here for implicit TLS, where it is not the server's own.",
            max = PortRange.HIGHEST)
        Optional<Integer> implicitPort,
    @Key(
            "Networks behind this hop whose clients use its outside address too, so that their"
                + " packets must turn round here.")
        List<Network> hairpin,
    @Key(
            value =
                "What becomes of everything else: the firewall's other rules decide (leave), or it"
                    + " is dropped.",
            standard = "leave")
        Rest rest,
    @Key(
            value =
                "TCP ports of the hop itself that stay open with `rest: drop`, such as 22 for its"
                    + " administrator.",
            max = PortRange.HIGHEST)
        List<Integer> keep,
    @Key(value = "Whether what is dropped is logged, at a bounded rate.", standard = "true")
        boolean logDrops) {

  public PathHop {
    outsideAddresses = List.copyOf(outsideAddresses);
    hairpin = List.copyOf(hairpin);
    keep = List.copyOf(keep);
  }

  /** Where a hop stands. */
  public enum Place {
    FORWARDING,
    HOST
  }

  /** What becomes of what is not needed. */
  public enum Rest {
    LEAVE,
    DROP
  }
}
