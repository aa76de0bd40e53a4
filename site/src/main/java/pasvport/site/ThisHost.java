package pasvport.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The host that this program runs on. */
final class ThisHost implements HostAddresses {

  private static final Path IPV4_ROUTES = Path.of("/proc/net/route");
  private static final Path IPV6_ROUTES = Path.of("/proc/net/ipv6_route");

  /** RTF_UP and RTF_REJECT of linux/route.h. */
  private static final int UP = 0x1;

  private static final int REJECT = 0x200;

  /** Documentation addresses (RFC 5737, RFC 3849): routed like any other, owned by nobody. */
  private static final InetAddress FAR_IPV4 = InetAddress.ofLiteral("192.0.2.1");

  private static final InetAddress FAR_IPV6 = InetAddress.ofLiteral("2001:db8::1");

  /** The discard port (RFC 863); nothing is sent to it. */
  private static final int DISCARD = 9;

  private record Route(String networkInterface, long metric) {}

  @Override
  public boolean isLocal(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      throw new UncheckedIOException("This host's addresses cannot be read", e);
    }
  }

  @Override
  public Optional<InetAddress> ofDefaultRoute(boolean ipv6) {
    var routes = ipv6 ? IPV6_ROUTES : IPV4_ROUTES;
    if (!Files.isReadable(IPV4_ROUTES)) {
      return sourceTowards(ipv6 ? FAR_IPV6 : FAR_IPV4);
    }
    try {
      if (!Files.isReadable(routes)) {
        return Optional.empty(); // a kernel without this family
      }
      var lines = Files.readAllLines(routes);
      var holder = ipv6 ? ipv6DefaultRoute(lines) : ipv4DefaultRoute(lines);
      return holder.flatMap(name -> addressOf(name, ipv6));
    } catch (IOException e) {
      throw new UncheckedIOException("The routes in " + routes + " cannot be read", e);
    }
  }

  /** The interface in the lines of /proc/net/route whose default route has the least metric. */
  static Optional<String> ipv4DefaultRoute(List<String> lines) {
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(field -> field.length >= 8)
        .filter(field -> field[1].equals("00000000") && field[7].equals("00000000"))
        .filter(field -> usable(Integer.parseUnsignedInt(field[3], 16)))
        .map(field -> new Route(field[0], Long.parseLong(field[6])))
        .min(Comparator.comparingLong(Route::metric))
        .map(Route::networkInterface);
  }

  /** The same in the lines of /proc/net/ipv6_route. */
  static Optional<String> ipv6DefaultRoute(List<String> lines) {
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(field -> field.length >= 10)
        .filter(field -> field[0].equals("0".repeat(32)) && field[1].equals("00"))
        .filter(field -> usable(Integer.parseUnsignedInt(field[8], 16)))
        .map(field -> new Route(field[9], Long.parseLong(field[5], 16)))
        .min(Comparator.comparingLong(Route::metric))
        .map(Route::networkInterface);
  }

  private static boolean usable(int flags) {
    return (flags & UP) != 0 && (flags & REJECT) == 0;
  }

  /** The interface's address; of several, the one that the system would send from. */
  private static Optional<InetAddress> addressOf(String name, boolean ipv6) {
    NetworkInterface holder;
    try {
      holder = NetworkInterface.getByName(name);
    } catch (SocketException e) {
      throw new UncheckedIOException("The addresses of " + name + " cannot be read", e);
    }
    if (holder == null) {
      return Optional.empty();
    }
    var addresses =
        holder
            .inetAddresses()
            .filter(address -> (address instanceof Inet6Address) == ipv6)
            .filter(address -> !address.isLinkLocalAddress() && !address.isLoopbackAddress())
            .toList();
    if (addresses.size() <= 1) {
      return addresses.stream().findFirst();
    }
    return sourceTowards(ipv6 ? FAR_IPV6 : FAR_IPV4)
        .filter(addresses::contains)
        .or(() -> Optional.of(addresses.getFirst()));
  }

  /** Connecting a datagram socket sends nothing, but makes the system choose a source address. */
  private static Optional<InetAddress> sourceTowards(InetAddress far) {
    try (var socket = new DatagramSocket(null)) {
      socket.connect(new InetSocketAddress(far, DISCARD));
      return Optional.ofNullable(socket.getLocalAddress())
          .filter(source -> !source.isAnyLocalAddress() && !source.isLoopbackAddress());
    } catch (SocketException e) {
      return Optional.empty(); // no route
    }
  }
}
