package pasvport.gateway;

import java.net.InetAddress;
import java.util.Optional;
import pasvport.site.HostAddresses;

/** A host with loopback addresses, and a default route that the test can change. */
final class KnownHost implements HostAddresses {
  private Optional<InetAddress> route = Optional.empty();

  void defaultRoute(String address) {
    route = Optional.of(InetAddress.ofLiteral(address));
  }

  void noDefaultRoute() {
    route = Optional.empty();
  }

  @Override
  public boolean isLocal(InetAddress address) {
    return address.isLoopbackAddress();
  }

  @Override
  public Optional<InetAddress> ofDefaultRoute(boolean ipv6) {
    return ipv6 ? Optional.empty() : route;
  }
}
