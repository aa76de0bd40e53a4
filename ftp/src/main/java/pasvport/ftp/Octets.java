package pasvport.ftp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable run of bytes, as they came from the network: a path, a reply's text, a whole line.
 *
 * <p>FTP paths have no reliable encoding (RFC 2640 asks for UTF-8, many servers send something
 * else), so they stay bytes and become text only in {@link #shown()}.
 */
public final class Octets {
  /** No bytes at all. */
  public static final Octets EMPTY = new Octets(new byte[0], 0, 0);

  private final byte[] bytes;
  private final int from;
  private final int length;

  private Octets(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.from = from;
    this.length = length;
  }

  /** A copy of all the bytes. */
  public static Octets of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /**
   * A copy of {@code length} bytes from {@code from}.
   *
   * @throws IndexOutOfBoundsException if they do not lie within {@code bytes}
   */
  public static Octets of(byte[] bytes, int from, int length) {
    Objects.checkFromIndexSize(from, length, bytes.length);
    return length == 0
        ? EMPTY
        : new Octets(Arrays.copyOfRange(bytes, from, from + length), 0, length);
  }

  /**
   * The characters as one byte each.
   *
   * @throws IllegalArgumentException if a character is not 7-bit ASCII
   */
  public static Octets ascii(String text) {
    var bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = text.charAt(i);
      if (c > 0x7F) {
        throw new IllegalArgumentException("not ASCII at " + i + ": " + utf8(text));
      }
      bytes[i] = (byte) c;
    }
    return bytes.length == 0 ? EMPTY : new Octets(bytes, 0, bytes.length);
  }

  /** The text in UTF-8. */
  public static Octets utf8(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return bytes.length == 0 ? EMPTY : new Octets(bytes, 0, bytes.length);
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /**
   * The byte at {@code index}, as 0 to 255.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public int at(int index) {
    return bytes[from + Objects.checkIndex(index, length)] & 0xFF;
  }

  /**
   * The bytes from {@code start} up to but without {@code end}.
   *
   * @throws IndexOutOfBoundsException if they do not lie within these
   */
  public Octets slice(int start, int end) {
    Objects.checkFromToIndex(start, end, length);
    return start == end ? EMPTY : new Octets(bytes, from + start, end - start);
  }

  /** The first index of a byte (0 to 255) at or after {@code start}, or -1. */
  public int indexOf(int octet, int start) {
    for (int i = start; i < length; i++) {
      if (at(i) == octet) {
        return i;
      }
    }
    return -1;
  }

  /** A copy. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** Whether the first bytes are these ASCII characters, in any case. */
  public boolean startsWithIgnoreCase(String ascii) {
    if (ascii.length() > length) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (lowered(at(i)) != lowered(ascii.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bytes are these ASCII characters, in any case. */
  public boolean equalsIgnoreCase(String ascii) {
    return ascii.length() == length && startsWithIgnoreCase(ascii);
  }

  private static int lowered(int octet) {
    return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
  }

  void writeTo(ByteArrayOutputStream out) {
    out.write(bytes, from, length);
  }

  /**
   * The bytes for people and logs: UTF-8 where valid; invalid bytes as {@code \xNN}; control,
   * format (bidirectional overrides too), private and unassigned characters as {@code \xNN} or
   * {@code \\u{N}}; double quotes and backslashes escaped. It holds no newline and no terminal
   * escape, and can stand between double quotes.
   */
  public String shown() {
    var text = new StringBuilder(length + 8);
    var input = ByteBuffer.wrap(bytes, from, length);
    var characters = CharBuffer.allocate(length);
    var decoder = UTF_8.newDecoder();
    while (true) {
      var result = decoder.decode(input, characters, true);
      characters.flip().codePoints().forEach(point -> show(point, text));
      characters.clear();
      if (result.isUnderflow()) {
        return text.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        showByte(input.get() & 0xFF, text);
      }
    }
  }

  private static void show(int point, StringBuilder text) {
    switch (point) {
      case '\r' -> text.append("\\r");
      case '\n' -> text.append("\\n");
      case '\t' -> text.append("\\t");
      case '"', '\\' -> text.append('\\').append((char) point);
      default -> {
        switch (Character.getType(point)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR -> {
            if (point < 0x80) {
              showByte(point, text);
            } else {
              text.append("\\u{").append(Integer.toHexString(point)).append('}');
            }
          }
          default -> text.appendCodePoint(point);
        }
      }
    }
  }

  private static void showByte(int octet, StringBuilder text) {
    text.append("\\x")
        .append(Character.forDigit(octet >> 4, 16))
        .append(Character.forDigit(octet & 0xF, 16));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that
        && Arrays.equals(
            bytes, from, from + length, that.bytes, that.from, that.from + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** The same as {@link #shown()}. */
  @Override
  public String toString() {
    return shown();
  }
}
