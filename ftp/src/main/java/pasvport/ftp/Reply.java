package pasvport.ftp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One reply from a server: a code and one or more lines (RFC 959 section 4.2).
 *
 * @param code 100 to 599
 * @param lines at least one; the first and the last are the text behind the code, those between
 *     stand as they came, without the code where the server repeats it before each. CR is possible,
 *     NUL and LF are not
 */
public record Reply(int code, List<Octets> lines) {
  /** What {@link #separator} says of a line that ends behind its code. */
  static final int NOTHING = -1;

  private static final int CODE_LENGTH = 3;

  /**
   * @throws IllegalArgumentException if the code is out of range, there is no line, or a line holds
   *     NUL or LF
   */
  public Reply {
    if (code < 100 || code > 599) {
      throw new IllegalArgumentException("not a reply code: " + code);
    }
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("a reply without a line");
    }
    for (Octets line : lines) {
      if (line.indexOf(0, 0) >= 0 || line.indexOf('\n', 0) >= 0) {
        throw new IllegalArgumentException("NUL or LF in a line of a reply " + code);
      }
    }
  }

  /** A reply with these lines, in UTF-8. */
  public static Reply of(int code, String... lines) {
    return new Reply(code, Arrays.stream(lines).map(Octets::utf8).toList());
  }

  /** 1yz: the action began, another reply will follow. */
  public boolean preliminary() {
    return code < 200;
  }

  /** 2yz: done. */
  public boolean completed() {
    return code >= 200 && code < 300;
  }

  /** 3yz: accepted so far, another command must follow. */
  public boolean intermediate() {
    return code >= 300 && code < 400;
  }

  /** 4yz or 5yz: not done. */
  public boolean negative() {
    return code >= 400;
  }

  /** The reply on one line for people and logs, its lines separated by {@code " | "}. */
  public String shown() {
    return code + " " + lines.stream().map(Octets::shown).collect(Collectors.joining(" | "));
  }

  /**
   * The reply as it is sent: {@code NNN text}, or {@code NNN-first}, the lines between, {@code NNN
   * last}, each with CR LF. A line between that a client could take for the end (three digits, then
   * a space, a hyphen or nothing) gets one space before it, as RFC 959 section 4.2 asks.
   */
  public byte[] encoded() {
    var out = new ByteArrayOutputStream(128);
    int last = lines.size() - 1;
    for (int i = 0; i <= last; i++) {
      Octets line = lines.get(i);
      if (i == 0 || i == last) {
        Octets.ascii(Integer.toString(code)).writeTo(out);
        out.write(i == last ? ' ' : '-');
      } else if (looksLikeReply(line)) {
        out.write(' ');
      }
      Telnet.write(line, out);
      out.write('\r');
      out.write('\n');
    }
    return out.toByteArray();
  }

  private static boolean looksLikeReply(Octets line) {
    return leadingCode(line) >= 0
        && switch (separator(line)) {
          case ' ', '-', NOTHING -> true;
          default -> false;
        };
  }

  /** The number that a line's first three digits make, or -1. */
  static int leadingCode(Octets line) {
    if (line.length() < CODE_LENGTH) {
      return -1;
    }
    int code = 0;
    for (int i = 0; i < CODE_LENGTH; i++) {
      int digit = line.at(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      code = 10 * code + digit;
    }
    return code;
  }

  /** What stands behind the code and the space or hyphen after it. */
  static Octets afterCode(Octets line) {
    return line.length() <= CODE_LENGTH ? Octets.EMPTY : line.slice(CODE_LENGTH + 1, line.length());
  }

  /** What follows the code: a space, a hyphen, another byte, or {@link #NOTHING}. */
  static int separator(Octets line) {
    return line.length() == CODE_LENGTH ? NOTHING : line.at(CODE_LENGTH);
  }

  /** The same as {@link #shown()}. */
  @Override
  public String toString() {
    return shown();
  }
}
