package pasvport.ftp;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The addresses of data connections as FTP writes them: in replies 227 and 229, in PORT and EPRT
 * (RFC 959 section 4.1.2, RFC 1123 section 4.1.2.6, RFC 2428).
 *
 * <p>Replies are read leniently, since servers write them in many ways and only the port is
 * believed. Arguments are read strictly, since a client that names an address must mean one. Both
 * are written in the one form that every reader knows.
 */
public final class DataAddresses {
  private static final int HIGHEST_PORT = 65535;

  /**
   * An IPv6 address in its longest text form, RFC 4291 section 2.2: six groups and an IPv4 address.
   */
  private static final int LONGEST_IPV6 = 45;

  private DataAddresses() {}

  /**
   * The port that a server opened, from a 227 or 229 reply in whatever form; the form counts, not
   * the code. The last line is looked at first. Empty if there is none between 1 and 65535, and for
   * every reply that is not 2yz.
   */
  public static OptionalInt passivePort(Reply reply) {
    if (!reply.completed()) {
      return OptionalInt.empty();
    }
    for (Octets line : reply.lines().reversed()) {
      int port = PassiveText.port(line, reply.code() == 229);
      if (port >= 1 && port <= HIGHEST_PORT) {
        return OptionalInt.of(port);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * The address and port that a 227 reply claims, for diagnosis alone: a connection must never go
   * there unseen (RFC 2577, CVE-2020-8284). The port may be 0.
   */
  public static Optional<InetSocketAddress> claimed(Reply reply) {
    for (Octets line : reply.lines().reversed()) {
      int[] numbers = PassiveText.sixNumbers(line);
      if (numbers != null) {
        return Optional.of(address(numbers));
      }
    }
    return Optional.empty();
  }

  /**
   * The reply to PASV.
   *
   * @throws IllegalArgumentException if the port is not between 1 and 65535
   */
  public static Reply reply227(Inet4Address address, int port) {
    return Reply.of(227, "Entering Passive Mode (" + commas(address, checked(port)) + ").");
  }

  /**
   * The reply to EPSV.
   *
   * @throws IllegalArgumentException if the port is not between 1 and 65535
   */
  public static Reply reply229(int port) {
    return Reply.of(229, "Entering Extended Passive Mode (|||" + checked(port) + "|)");
  }

  /**
   * Reads the argument of PORT: six decimal numbers of at most three digits, separated by commas;
   * blanks around the numbers are allowed.
   *
   * @throws MalformedException for {@link Malformed#NOT_AN_ADDRESS} or, for port 0, {@link
   *     Malformed#PORT_OUT_OF_RANGE}
   */
  public static InetSocketAddress port(Octets argument) throws MalformedException {
    int[] numbers = PassiveText.onlySixNumbers(argument);
    if (numbers == null) {
      throw new MalformedException(Malformed.NOT_AN_ADDRESS);
    }
    var address = address(numbers);
    if (address.getPort() == 0) {
      throw new MalformedException(Malformed.PORT_OUT_OF_RANGE);
    }
    return address;
  }

  /**
   * Reads the argument of EPRT (RFC 2428 section 2): {@code |1|192.0.2.1|6275|} or {@code
   * |2|2001:db8::1|5282|}, with any delimiter from 33 to 126 that is no digit. An IPv4-mapped IPv6
   * address becomes the IPv4 address.
   *
   * @throws MalformedException for {@link Malformed#NOT_AN_ADDRESS}, {@link
   *     Malformed#UNSUPPORTED_FAMILY} (to be answered by 522) or {@link
   *     Malformed#PORT_OUT_OF_RANGE}
   */
  public static InetSocketAddress eprt(Octets argument) throws MalformedException {
    int length = argument.length();
    int delimiter = length == 0 ? 0 : argument.at(0);
    if (delimiter < 33 || delimiter > 126 || isDigit(delimiter)) {
      throw new MalformedException(Malformed.NOT_AN_ADDRESS);
    }
    int familyEnd = argument.indexOf(delimiter, 1);
    int addressEnd = familyEnd < 0 ? -1 : argument.indexOf(delimiter, familyEnd + 1);
    if (addressEnd < 0 || argument.indexOf(delimiter, addressEnd + 1) != length - 1) {
      throw new MalformedException(Malformed.NOT_AN_ADDRESS);
    }
    Octets family = argument.slice(1, familyEnd);
    Octets address = argument.slice(familyEnd + 1, addressEnd);
    InetAddress host;
    if (family.equalsIgnoreCase("1")) {
      host = ipv4(address);
    } else if (family.equalsIgnoreCase("2")) {
      host = ipv6(address);
    } else if (number(family, 5) >= 0) {
      throw new MalformedException(Malformed.UNSUPPORTED_FAMILY);
    } else {
      throw new MalformedException(Malformed.NOT_AN_ADDRESS);
    }
    int port = number(argument.slice(addressEnd + 1, length - 1), 5);
    if (port < 0) {
      throw new MalformedException(Malformed.NOT_AN_ADDRESS);
    }
    if (port == 0 || port > HIGHEST_PORT) {
      throw new MalformedException(Malformed.PORT_OUT_OF_RANGE);
    }
    return new InetSocketAddress(host, port);
  }

  /**
   * PORT for an address.
   *
   * @throws IllegalArgumentException if it is not IPv4, not resolved, or has port 0
   */
  public static Command portCommand(InetSocketAddress address) {
    if (!(address.getAddress() instanceof Inet4Address host)) {
      throw new IllegalArgumentException("PORT takes an IPv4 address, not " + address);
    }
    return Command.of("PORT", commas(host, checked(address.getPort())));
  }

  /**
   * EPRT for an address; an IPv6 scope is left out.
   *
   * @throws IllegalArgumentException if it is not resolved, or has port 0
   */
  public static Command eprtCommand(InetSocketAddress address) {
    int port = checked(address.getPort());
    return switch (address.getAddress()) {
      case Inet4Address host ->
          Command.of("EPRT", "|1|" + host.getHostAddress() + "|" + port + "|");
      case Inet6Address host ->
          Command.of("EPRT", "|2|" + inet(host.getAddress()).getHostAddress() + "|" + port + "|");
      case null, default ->
          throw new IllegalArgumentException("EPRT takes an IP address, not " + address);
    };
  }

  private static int checked(int port) {
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("not a port for data: " + port);
    }
    return port;
  }

  private static String commas(Inet4Address address, int port) {
    return address.getHostAddress().replace('.', ',') + "," + (port >> 8) + "," + (port & 0xFF);
  }

  private static InetSocketAddress address(int[] numbers) {
    byte[] host = {(byte) numbers[0], (byte) numbers[1], (byte) numbers[2], (byte) numbers[3]};
    return new InetSocketAddress(inet(host), numbers[4] << 8 | numbers[5]);
  }

  private static InetAddress inet(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException neitherFourNorSixteen) {
      throw new IllegalArgumentException(
          bytes.length + " bytes are no IP address", neitherFourNorSixteen);
    }
  }

  private static InetAddress ipv4(Octets text) throws MalformedException {
    var bytes = new byte[4];
    int start = 0;
    for (int i = 0; i < 4; i++) {
      int end = i < 3 ? text.indexOf('.', start) : text.length();
      int value = end < 0 ? -1 : number(text.slice(start, end), 3);
      if (value < 0 || value > 255) {
        throw new MalformedException(Malformed.NOT_AN_ADDRESS);
      }
      bytes[i] = (byte) value;
      start = end + 1;
    }
    return inet(bytes);
  }

  private static InetAddress ipv6(Octets text) throws MalformedException {
    boolean literal = text.indexOf(':', 0) >= 0 && text.length() <= LONGEST_IPV6;
    for (int i = 0; literal && i < text.length(); i++) {
      int octet = text.at(i);
      literal = octet == ':' || octet == '.' || Character.digit(octet, 16) >= 0;
    }
    if (!literal) {
      throw new MalformedException(Malformed.NOT_AN_ADDRESS);
    }
    try {
      return Inet6Address.ofLiteral(new String(text.toByteArray(), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException _) {
      throw new MalformedException(Malformed.NOT_AN_ADDRESS);
    }
  }

  /** The decimal number that is all of the text, at most {@code digits} long, or -1. */
  static int number(Octets text, int digits) {
    if (text.isEmpty() || text.length() > digits) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.at(i))) {
        return -1;
      }
      value = 10 * value + text.at(i) - '0';
    }
    return value;
  }

  static boolean isDigit(int octet) {
    return octet >= '0' && octet <= '9';
  }
}
