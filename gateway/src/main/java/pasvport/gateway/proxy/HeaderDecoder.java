package pasvport.gateway.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The decoder of PROXY protocol headers, as a pure function over a connection's first bytes
 * (proxy-protocol.txt §2, version 1 as text and version 2 in binary).
 *
 * <p>It never asks for a byte that could stand behind the header, because that belongs to the
 * connection; and it refuses what cannot become a header as soon as that shows.
 */
public final class HeaderDecoder {
  /**
   * The longest header of version 2 that is taken. The document wants it to fit a segment of 536
   * bytes; some proxies add a certificate, which takes up to a few thousand.
   */
  public static final int MOST_BYTES = 4096;

  /** The longest line of version 1, with its CR LF (§2.1). */
  static final int LONGEST_LINE = 107;

  /** The shortest: {@code PROXY UNKNOWN} and CR LF. */
  private static final int SHORTEST_LINE = 15;

  static final int FIXED_BYTES = 16;
  static final int IPV4_BYTES = 12;
  static final int IPV6_BYTES = 36;
  private static final int UNIX_BYTES = 216;

  private static final byte LOCAL = 0x20;
  static final byte PROXY = 0x21;
  static final byte TCP_IPV4 = 0x11;
  static final byte TCP_IPV6 = 0x21;

  private static final int CHECKSUM = 0x03;
  private static final int TLV_START = 3;

  private static final byte[] TEXT = "PROXY ".getBytes(ISO_8859_1);
  private static final byte[] BINARY = "\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1);

  private static final String NUMBER = "(0|[1-9][0-9]{0,4})";
  private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String IPV4 = "(" + BYTE + "(?:\\." + BYTE + "){3})";
  private static final String IPV6 = "([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)";
  private static final List<Pattern> LINES =
      List.of(
          Pattern.compile("PROXY TCP4 " + IPV4 + " " + IPV4 + " " + NUMBER + " " + NUMBER),
          Pattern.compile("PROXY TCP6 " + IPV6 + " " + IPV6 + " " + NUMBER + " " + NUMBER));
  private static final Pattern UNKNOWN = Pattern.compile("PROXY UNKNOWN(?: .*)?");

  private HeaderDecoder() {}

  /** How far a header has come. */
  public sealed interface Progress {
    /** At least so many bytes of it are still to come. */
    record Needs(int more) implements Progress {}

    /** It has come as a whole. */
    record Complete(Header header) implements Progress {}
  }

  /**
   * Looks at all bytes that have come, from the buffer's position to its limit, and leaves both as
   * they are. There must be none behind the header.
   *
   * @throws HeaderException if this is no header, or one that contradicts itself
   */
  public static Progress decode(ByteBuffer seen) throws HeaderException {
    ByteBuffer bytes = seen.slice();
    if (startsAs(bytes, BINARY)) {
      return binary(bytes);
    }
    if (startsAs(bytes, TEXT)) {
      return text(bytes);
    }
    throw malformed("the connection does not begin with a header");
  }

  static byte[] signature() {
    return BINARY.clone();
  }

  /** Whether the bytes begin with this, as far as they go. */
  private static boolean startsAs(ByteBuffer bytes, byte[] start) {
    int length = Math.min(bytes.limit(), start.length);
    return bytes.slice(0, length).equals(ByteBuffer.wrap(start, 0, length));
  }

  private static HeaderException malformed(String detail) {
    return new HeaderException(HeaderFault.MALFORMED, detail);
  }

  // Version 1: a line of text. Its end is found byte by byte, so that none behind it is asked for.

  private static Progress text(ByteBuffer bytes) throws HeaderException {
    int length = bytes.limit();
    OptionalInt end = endOfLine(bytes);
    if (end.isPresent()) {
      return new Progress.Complete(
          line(ISO_8859_1.decode(bytes.slice(0, end.getAsInt())).toString()));
    }
    if (length >= LONGEST_LINE) {
      throw malformed("a header line longer than " + LONGEST_LINE + " bytes");
    }
    return new Progress.Needs(Math.max(1, SHORTEST_LINE - length));
  }

  private static OptionalInt endOfLine(ByteBuffer bytes) throws HeaderException {
    for (int at = 0; at < bytes.limit(); at++) {
      boolean last = at == bytes.limit() - 1;
      switch (bytes.get(at)) {
        case '\r' -> {
          if (last) {
            return OptionalInt.empty();
          }
          if (bytes.get(at + 1) != '\n' || at + 2 != bytes.limit()) {
            throw malformed("a header line that ends in no CR LF");
          }
          return OptionalInt.of(at);
        }
        case '\n' -> throw malformed("a header line that ends in no CR LF");
        default -> {}
      }
    }
    return OptionalInt.empty();
  }

  private static Header line(String line) throws HeaderException {
    for (Pattern form : LINES) {
      Matcher matcher = form.matcher(line);
      if (matcher.matches()) {
        return relayed(
            literal(matcher.group(1)),
            literal(matcher.group(2)),
            port(matcher.group(3)),
            port(matcher.group(4)));
      }
    }
    if (UNKNOWN.matcher(line).matches()) {
      return new Header.Local();
    }
    throw malformed("a header line with other words than version 1 has");
  }

  private static InetAddress literal(String text) throws HeaderException {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw malformed("an address that is none");
    }
  }

  private static int port(String digits) throws HeaderException {
    int port = Integer.parseInt(digits);
    if (port > 0xFFFF) {
      throw malformed("port " + port);
    }
    return port;
  }

  // Version 2: sixteen fixed bytes, which tell how many follow.

  private static Progress binary(ByteBuffer bytes) throws HeaderException {
    int length = bytes.limit();
    if (length > BINARY.length) {
      byte command = bytes.get(BINARY.length);
      if (command != LOCAL && command != PROXY) {
        throw malformed("version and command 0x%02x".formatted(command));
      }
    }
    if (length < FIXED_BYTES) {
      return new Progress.Needs(FIXED_BYTES - length);
    }
    int whole = FIXED_BYTES + Short.toUnsignedInt(bytes.getShort(FIXED_BYTES - 2));
    if (whole > MOST_BYTES) {
      throw malformed("a header of " + whole + " bytes");
    }
    if (length < whole) {
      return new Progress.Needs(whole - length);
    }
    if (length > whole) {
      throw new IllegalArgumentException("bytes behind the header");
    }
    return new Progress.Complete(
        bytes.get(BINARY.length) == LOCAL ? new Header.Local() : proxied(bytes));
  }

  private static Header proxied(ByteBuffer bytes) throws HeaderException {
    byte transport = bytes.get(FIXED_BYTES - 3);
    int family = transport >> 4;
    int protocol = transport & 0x0F;
    if (family < 0 || family > 3 || protocol > 2) {
      throw malformed("family and protocol 0x%02x".formatted(transport));
    }
    if (family == 0) {
      // Of unknown length, so that no TLV can be found behind it.
      return new Header.Local();
    }
    int addressBytes = family == 1 ? 4 : 16;
    int block =
        switch (family) {
          case 1 -> IPV4_BYTES;
          case 2 -> IPV6_BYTES;
          default -> UNIX_BYTES;
        };
    if (bytes.limit() < FIXED_BYTES + block) {
      throw malformed("too few bytes for its addresses");
    }
    checkValues(bytes, FIXED_BYTES + block);
    if (transport != TCP_IPV4 && transport != TCP_IPV6) {
      return new Header.Local();
    }
    ByteBuffer addresses = bytes.slice(FIXED_BYTES, block);
    return relayed(
        address(addresses, addressBytes),
        address(addresses, addressBytes),
        Short.toUnsignedInt(addresses.getShort()),
        Short.toUnsignedInt(addresses.getShort()));
  }

  /** The type-length-values behind the addresses: none is used, but they must add up. */
  private static void checkValues(ByteBuffer bytes, int from) throws HeaderException {
    int at = from;
    while (at < bytes.limit()) {
      if (at + TLV_START > bytes.limit()) {
        throw malformed("a value that is cut off");
      }
      int length = Short.toUnsignedInt(bytes.getShort(at + 1));
      if (at + TLV_START + length > bytes.limit()) {
        throw malformed("a value that is longer than the header");
      }
      if (bytes.get(at) == CHECKSUM) {
        checkSum(bytes, at + TLV_START, length);
      }
      at += TLV_START + length;
    }
  }

  /** §2.2.3: the checksum of the whole header with zeros where it stands itself. */
  private static void checkSum(ByteBuffer bytes, int at, int length) throws HeaderException {
    if (length != Integer.BYTES) {
      throw malformed("a checksum of " + length + " bytes");
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.slice(0, at));
    checksum.update(new byte[Integer.BYTES]);
    checksum.update(bytes.slice(at + length, bytes.limit() - at - length));
    if ((int) checksum.getValue() != bytes.getInt(at)) {
      throw malformed("a wrong checksum");
    }
  }

  private static InetAddress address(ByteBuffer bytes, int length) {
    byte[] address = new byte[length];
    bytes.get(address);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** A client has an address of its own; nobody connects from or to another kind. */
  private static Header relayed(
      InetAddress source, InetAddress destination, int sourcePort, int destinationPort)
      throws HeaderException {
    if (source.isAnyLocalAddress() || source.isMulticastAddress()) {
      throw malformed("a client at " + source.getHostAddress());
    }
    return new Header.Relayed(
        new InetSocketAddress(source, sourcePort),
        new InetSocketAddress(destination, destinationPort));
  }
}
