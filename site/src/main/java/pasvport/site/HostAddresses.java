package pasvport.site;

import java.net.InetAddress;
import java.util.Optional;

/** The addresses that this host has; what a site is checked against. */
public interface HostAddresses {

  /** Whether this host itself has the address; loopback addresses are. */
  boolean isLocal(InetAddress address);

  /**
   * The address of the interface that holds the default route.
   *
   * @param ipv6 which family's route and address
   */
  Optional<InetAddress> ofDefaultRoute(boolean ipv6);

  /** The host that this program runs on, asked anew at each call. */
  static HostAddresses ofThisHost() {
    return new ThisHost();
  }
}
