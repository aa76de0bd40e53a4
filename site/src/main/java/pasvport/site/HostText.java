package pasvport.site;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Addresses and host names as text, read without ever asking a resolver. */
final class HostText {

  private static final Pattern IPV4 =
      Pattern.compile("(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}");

  /** The longest text of an IPv6 address is 45 characters (RFC 4291, section 2.2, form 3). */
  private static final int LONGEST_IPV6 = 45;

  /** RFC 1035, section 2.3.4, without the final dot. */
  private static final int LONGEST_NAME = 253;

  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");

  private HostText() {}

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
