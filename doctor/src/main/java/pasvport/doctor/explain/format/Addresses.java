package pasvport.doctor.explain.format;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Endpoint;

/** Addresses and ports as logs write them, read without asking a resolver. */
final class Addresses {

  /** Digits and dots, or hexadecimal groups; at most 45 characters, RFC 4291 section 2.2. */
  private static final Pattern LITERAL =
      Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}|(?=.*:)[0-9A-Fa-f:.]{2,45}");

  private static final int HIGHEST_PORT = 65535;

  private Addresses() {}

  /** An address; a zone behind {@code %} is left out, and IPv4-mapped IPv6 becomes IPv4. */
  static Optional<InetAddress> address(String text) {
    var zone = text.indexOf('%');
    var bare = zone < 0 ? text : text.substring(0, zone);
    if (!LITERAL.matcher(bare).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(bare));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An address with a port between 1 and 65535. */
  static Optional<Endpoint> endpoint(String address, String port) {
    var number = port(port);
    return number == 0
        ? Optional.empty()
        : address(address).map(found -> new Endpoint(found, number));
  }

  /** {@code 192.0.2.1:21} or {@code [2001:db8::1]:21}. */
  static Optional<Endpoint> withColon(String text) {
    var colon = text.lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    var host = text.substring(0, colon);
    var bracketed = host.startsWith("[") && host.endsWith("]");
    return endpoint(
        bracketed ? host.substring(1, host.length() - 1) : host, text.substring(colon + 1));
  }

  /** A port, or 0 if the text is none. */
  static int port(String text) {
    var number = Numbers.of(text);
    return number >= 1 && number <= HIGHEST_PORT ? (int) number : 0;
  }
}
