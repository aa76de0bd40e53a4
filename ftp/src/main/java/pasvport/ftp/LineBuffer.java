package pasvport.ftp;

import java.util.Arrays;

/** The bytes of a line that is not ended yet: grows as needed, up to a limit. */
final class LineBuffer {
  /** Most lines are shorter, so that most sessions never grow theirs. */
  private static final int FIRST_SIZE = 128;

  /** Enough to recognise a line in a log. */
  private static final int EXCERPT_LIMIT = 64;

  private final int limit;
  private byte[] bytes;
  private int length;

  LineBuffer(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "a line limit of " + limit + " bytes lets nothing through");
    }
    this.limit = limit;
    this.bytes = new byte[Math.min(limit, FIRST_SIZE)];
  }

  /** Adds a byte, or says false when the line is full. */
  boolean add(int octet) {
    if (length == bytes.length) {
      if (length == limit) {
        return false;
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(limit, 2L * length));
    }
    bytes[length++] = (byte) octet;
    return true;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** The line; the buffer is empty after. */
  Octets take() {
    var line = Octets.of(bytes, 0, length);
    length = 0;
    return line;
  }

  /** The line's beginning, for a log; the buffer is empty after. */
  Octets takeExcerpt() {
    return excerpt(take());
  }

  /** A line's beginning, for a log, cut off behind a word that announces a password. */
  static Octets excerpt(Octets line) {
    int end = Math.min(line.length(), EXCERPT_LIMIT);
    for (int i = 0; i < end; i++) {
      Octets rest = line.slice(i, line.length());
      if (rest.startsWithIgnoreCase("PASS") || rest.startsWithIgnoreCase("ACCT")) {
        end = i + 4;
      }
    }
    return Octets.of(line.slice(0, end).toByteArray());
  }
}
