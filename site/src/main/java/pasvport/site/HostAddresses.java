package pasvport.site;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What of this host a site is checked against: its addresses, and which files it has. */
public interface HostAddresses {

  /** Whether this host itself has the address; loopback addresses are. */
  boolean isLocal(InetAddress address);

  /**
   * The address of the interface that holds the default route.
   *
   * @param ipv6 which family's route and address
   */
  Optional<InetAddress> ofDefaultRoute(boolean ipv6);

  /** Whether there certainly is no such file; one that cannot be looked for may be there. */
  default boolean lacks(Path file) {
    return Files.notExists(file);
  }

  /** The host that this program runs on, asked anew at each call. */
  static HostAddresses ofThisHost() {
    return new ThisHost();
  }
}
