package pasvport.site;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A host whose addresses the test decides; besides them it has the loopback ones. It has every
 * file, but none in {@code /missing}.
 */
record KnownHost(Set<InetAddress> addresses, Optional<InetAddress> ipv4DefaultRoute)
    implements HostAddresses {

  /** A host with these addresses, the first of which holds the default route. */
  static KnownHost with(String... addresses) {
    var all = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
    return new KnownHost(
        all.stream().collect(Collectors.toUnmodifiableSet()), all.stream().findFirst());
  }

  @Override
  public boolean isLocal(InetAddress address) {
    return address.isLoopbackAddress() || addresses.contains(address);
  }

  @Override
  public Optional<InetAddress> ofDefaultRoute(boolean ipv6) {
    return ipv6 ? Optional.empty() : ipv4DefaultRoute;
  }

  @Override
  public boolean lacks(Path file) {
    return file.startsWith("/missing");
  }
}
