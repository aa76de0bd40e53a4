package pasvport.site;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Addresses and host names as text, read without ever asking a resolver. */
public final class HostText {

  private static final int IPV4_BYTES = 4;

  private static final Pattern IPV4 =
      Pattern.compile("(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}");

  /** The longest text of an IPv6 address is 45 characters (RFC 4291, section 2.2, form 3). */
  private static final int LONGEST_IPV6 = 45;

  /** RFC 1035, section 2.3.4, without the final dot. */
  private static final int LONGEST_NAME = 253;

  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");

  private HostText() {}

  /**
   * The shortest text of an address: IPv6 as RFC 5952 has it, without a zone.
   *
   * @return {@code 10.0.0.1} or {@code 2001:db8::1}
   */
  public static String written(InetAddress address) {
    var bytes = address.getAddress();
    if (bytes.length == IPV4_BYTES) {
      return address.getHostAddress();
    }
    var groups =
        IntStream.range(0, bytes.length / 2)
            .mapToObj(index ->
                Integer.toHexString(
                    Byte.toUnsignedInt(bytes[2 * index]) << Byte.SIZE
                        | Byte.toUnsignedInt(bytes[2 * index + 1])))
            .toList();
    var zeros = longestZeros(groups);
    if (zeros.length < 2) {
      return String.join(":", groups);
    }
    return String.join(":", groups.subList(0, zeros.start))
        + "::"
        + String.join(":", groups.subList(zeros.start + zeros.length, groups.size()));
  }

  private record Run(int start, int length) {}

  /** The first of the longest runs of groups that are zero. */
  private static Run longestZeros(List<String> groups) {
    var longest = new Run(0, 0);
    var length = 0;
    for (var index = 0; index < groups.size(); index++) {
      length = groups.get(index).equals("0") ? length + 1 : 0;
      if (length > longest.length) {
        longest = new Run(index - length + 1, length);
      }
    }
    return longest;
  }

  /** Whether the text can only be meant as an address: it has a colon, or digits and dots alone. */
  static boolean looksLikeOne(String text) {
    return text.indexOf(':') >= 0
        || (!text.isEmpty()
            && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')
            && text.chars().anyMatch(c -> c != '.'));
  }

  /** An IPv4 or IPv6 address; an IPv4-mapped one becomes the IPv4 address. */
  static InetAddress parse(String text) {
    if (text.indexOf('%') >= 0) {
      throw new IllegalArgumentException("an address with a zone (%) cannot be used here");
    }
    var plausible =
        text.indexOf(':') >= 0 ? text.length() <= LONGEST_IPV6 : IPV4.matcher(text).matches();
    if (plausible) {
      try {
        return InetAddress.ofLiteral(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(Quoted.text(text) + " is not an IP address", e);
      }
    }
    throw new IllegalArgumentException(Quoted.text(text) + " is not an IP address");
  }

  /** A host name (RFC 1123, section 2.1; underscores are let through because DNS does). */
  static String name(String text) {
    var labels = text.split("\\.", -1);
    var last = labels[labels.length - 1];
    if (text.length() > LONGEST_NAME
        || (!last.isEmpty() && PortRange.isDigits(last))
        || !Arrays.stream(labels).allMatch(label -> LABEL.matcher(label).matches())) {
      throw new IllegalArgumentException(Quoted.text(text) + " is neither an address nor a name");
    }
    return text;
  }
}
