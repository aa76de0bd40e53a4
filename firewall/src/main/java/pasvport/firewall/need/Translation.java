package pasvport.firewall.need;

import java.net.InetAddress;
import pasvport.site.PortRange;

/**
 * Ports of an outside address that a hop leads to ports of a server, the first to the first and so
 * on (destination NAT). Connections that the server opens for active data leave from the outside
 * address.
 *
 * @param purpose what for
 * @param outside the address that clients know
 * @param outsidePorts the ports that clients know
 * @param inside the server's address, of the same family
 * @param insidePorts the server's ports, as many
 */
public record Translation(
    Purpose purpose,
    InetAddress outside,
    PortRange outsidePorts,
    InetAddress inside,
    PortRange insidePorts) {

  public Translation {
    if (Family.of(outside) != Family.of(inside)) {
      throw new IllegalArgumentException("a translation from one family to the other");
    }
    if (outsidePorts.size() != insidePorts.size()) {
      throw new IllegalArgumentException(
          "%s are not as many ports as %s".formatted(outsidePorts, insidePorts));
    }
  }

  /** Whether ports stay as they are. */
  public boolean keepsPorts() {
    return outsidePorts.equals(insidePorts);
  }

  public Family family() {
    return Family.of(outside);
  }
}
