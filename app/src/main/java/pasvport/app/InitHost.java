package pasvport.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import pasvport.site.HostAddresses;
import pasvport.site.Network;

/** What {@code init} asks of the host. */
interface InitHost {

  /** Where something listens at this TCP port; empty if nothing does, or nobody can tell. */
  Optional<InetAddress> listener(int port);

  /** The private IPv4 network behind which the default route lies, if it's one. */
  Optional<Network> privateNetwork();

  /** The host that this program runs on. */
  static InitHost ofThisHost() {
    return new InitHost() {
      @Override
      public Optional<InetAddress> listener(int port) {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
            .flatMap(table -> InitHost.listener(port, lines(Path.of(table))).stream())
            .findFirst();
      }

      @Override
      public Optional<Network> privateNetwork() {
        return HostAddresses.ofThisHost()
            .ofDefaultRoute(false)
            .filter(InetAddress::isSiteLocalAddress)
            .flatMap(InitHost::networkOf);
      }
    };
  }

  /** The listener in a table as Linux has it in /proc/net/tcp and tcp6 (proc_net(5)). */
  static Optional<InetAddress> listener(int port, List<String> table) {
    Pattern listening =
        Pattern.compile("\\s*\\d+: ([0-9A-F]{8}|[0-9A-F]{32}):%04X [0-9A-F:]+ 0A ".formatted(port));
    return table.stream()
        .map(listening::matcher)
        .filter(matcher -> matcher.lookingAt())
        .map(matcher -> address(matcher.group(1)))
        .findFirst();
  }

  /** Words of four bytes, each written as a number of the host's byte order. */
  private static InetAddress address(String hexadecimal) {
    ByteBuffer bytes = ByteBuffer.allocate(hexadecimal.length() / 2).order(ByteOrder.nativeOrder());
    for (int at = 0; at < hexadecimal.length(); at += 8) {
      bytes.putInt(Integer.parseUnsignedInt(hexadecimal, at, at + 8, 16));
    }
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      return List.of(); // Not Linux, or a kernel without IPv6.
    }
  }

  private static Optional<Network> networkOf(InetAddress own) {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(network -> network.getInterfaceAddresses().stream())
          .filter(each -> each.getAddress().equals(own))
          .map(InterfaceAddress::getNetworkPrefixLength)
          .map(prefix -> Network.containing(own, prefix))
          .findFirst();
    } catch (SocketException e) {
      return Optional.empty();
    }
  }
}
