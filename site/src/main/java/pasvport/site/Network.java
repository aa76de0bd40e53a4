package pasvport.site;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A network in CIDR notation (RFC 4632, RFC 4291 section 2.3).
 *
 * @param address the network's first address: all bits after the prefix are zero
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Network(InetAddress address, int prefixLength) {

  private static final int LONGEST_PREFIX_TEXT = 3;

  public Network {
    var bits = address.getAddress().length * Byte.SIZE;
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException(
          "/%d is too long: an IPv%d network has at most /%d"
              .formatted(prefixLength, bits == 32 ? 4 : 6, bits));
    }
    var first = firstOf(address, prefixLength);
    if (!first.equals(address)) {
      throw new IllegalArgumentException(
          "%s/%d has bits set after the prefix: the network is %s/%d, the single address %s/%d"
              .formatted(
                  HostText.written(address),
                  prefixLength,
                  HostText.written(first),
                  prefixLength,
                  HostText.written(address),
                  bits));
    }
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a bare address; never asks a resolver.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static Network parse(String text) {
    var slash = text.indexOf('/');
    var address = HostText.parse(slash < 0 ? text : text.substring(0, slash));
    if (slash < 0) {
      return new Network(address, address.getAddress().length * Byte.SIZE);
    }
    var prefix = text.substring(slash + 1);
    if (!PortRange.isDigits(prefix) || prefix.length() > LONGEST_PREFIX_TEXT) {
      throw new IllegalArgumentException("after / the prefix length must stand, such as /24");
    }
    return new Network(address, Integer.parseInt(prefix));
  }

  /** The network of this prefix length in which the address lies. */
  public static Network containing(InetAddress address, int prefixLength) {
    return new Network(firstOf(address, prefixLength), prefixLength);
  }

  /** Whether the address lies in this network; one of the other family never does. */
  public boolean contains(InetAddress candidate) {
    return candidate.getAddress().length == address.getAddress().length
        && firstOf(candidate, prefixLength).equals(address);
  }

  /** Whether every address of the other network lies in this one. */
  public boolean contains(Network other) {
    return other.prefixLength >= prefixLength && contains(other.address);
  }

  /** The network of this prefix length that contains this one. */
  Network widened(int length) {
    return containing(address, length);
  }

  /** As it is written in a site. */
  @Override
  public String toString() {
    return HostText.written(address) + "/" + prefixLength;
  }

  private static InetAddress firstOf(InetAddress address, int prefixLength) {
    var bytes = address.getAddress();
    var whole = prefixLength / Byte.SIZE;
    if (whole < bytes.length) {
      bytes[whole] &= (byte) (0xff00 >> (prefixLength % Byte.SIZE));
      Arrays.fill(bytes, whole + 1, bytes.length, (byte) 0);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }
}
