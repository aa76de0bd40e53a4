package pasvport.firewall.apply;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pasvport.site.Network;

/** Addresses of a network. */
final class Addresses {
  /** A host has fewer addresses of its own than this in one network. */
  private static final int ENOUGH = 64;

  private Addresses() {}

  /** The first few that hosts can have, from the one behind the network's own. */
  static Stream<InetAddress> within(Network network) {
    var bits = network.address().getAddress().length * Byte.SIZE - network.prefixLength();
    var count = bits >= Integer.SIZE - 2 ? ENOUGH : Math.min(ENOUGH, 1 << bits);
    var first = new BigInteger(1, network.address().getAddress());
    return IntStream.range(count > 2 ? 1 : 0, count > 2 ? count - 1 : count)
        .mapToObj(offset ->
            address(first.add(BigInteger.valueOf(offset)), network.address().getAddress().length));
  }

  private static InetAddress address(BigInteger value, int length) {
    var digits = value.toByteArray();
    var bytes = new byte[length];
    for (var at = 0; at < Math.min(length, digits.length); at++) {
      bytes[length - 1 - at] = digits[digits.length - 1 - at];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }
}
