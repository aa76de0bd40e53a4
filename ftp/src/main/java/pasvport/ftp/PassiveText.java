package pasvport.ftp;

import org.jspecify.annotations.Nullable;

/**
 * The scanner for ports and addresses in the prose of passive replies, in every form that servers
 * were seen to send.
 *
 * <p>Of reply 227: six numbers with commas, wherever they stand, with or without parentheses (RFC
 * 1123 section 4.1.2.6), blanks around them; or a name and two numbers in parentheses, as pyftpdlib
 * sends when it was given a name to announce. Of reply 229: {@code (|||port|)} with any delimiter,
 * also with bars missing or too many, with the fields for family and address filled in, without
 * parentheses, with a dot behind.
 */
final class PassiveText {
  private static final int NUMBERS = 6;
  private static final int NONE = -1;

  /** No server writes more; and the search, quadratic in parentheses, stays cheap. */
  private static final int LONGEST = 512;

  private PassiveText() {}

  /** The port in a line, perhaps 0 or too high, or -1; both forms are tried. */
  static int port(Octets whole, boolean extendedFirst) {
    Octets line = beginning(whole);
    int first = extendedFirst ? extended(line) : classic(line);
    if (first > 0) {
      return first;
    }
    return extendedFirst ? classic(line) : extended(line);
  }

  private static Octets beginning(Octets line) {
    return line.slice(0, Math.min(line.length(), LONGEST));
  }

  private static int classic(Octets line) {
    int[] numbers = sixNumbers(line);
    return numbers != null ? numbers[4] << 8 | numbers[5] : afterName(line);
  }

  /** The first list of exactly six numbers up to 255 in a line, or null. */
  static int @Nullable [] sixNumbers(Octets whole) {
    Octets line = beginning(whole);
    int at = 0;
    while (at < line.length()) {
      if (DataAddresses.isDigit(line.at(at))) {
        var list = new NumberList(line, at);
        if (list.complete()) {
          return list.numbers;
        }
        at = list.end;
      } else {
        at++;
      }
    }
    return null;
  }

  /** Six numbers up to 255 that are all of a text but for blanks around them, or null. */
  static int @Nullable [] onlySixNumbers(Octets text) {
    int start = skipBlanks(text, 0);
    if (start == text.length() || !DataAddresses.isDigit(text.at(start))) {
      return null;
    }
    var list = new NumberList(text, start);
    return list.complete() && skipBlanks(text, list.end) == text.length() ? list.numbers : null;
  }

  private static int skipBlanks(Octets text, int from) {
    int at = from;
    while (at < text.length() && (text.at(at) == ' ' || text.at(at) == '\t')) {
      at++;
    }
    return at;
  }

  /** A list of numbers with commas between them, as long as it goes. */
  private static final class NumberList {
    final int[] numbers = new int[NUMBERS];
    final int end;
    private int count;
    private boolean octets = true;

    NumberList(Octets text, int start) {
      int at = start;
      int next = start;
      while (next < text.length() && DataAddresses.isDigit(text.at(next))) {
        at = number(text, next);
        int comma = skipBlanks(text, at);
        next =
            comma < text.length() && text.at(comma) == ','
                ? skipBlanks(text, comma + 1)
                : text.length();
      }
      end = at;
    }

    private int number(Octets text, int start) {
      int at = start;
      int value = 0;
      while (at < text.length() && DataAddresses.isDigit(text.at(at))) {
        value = 10 * value + text.at(at) - '0';
        at++;
        if (at - start > 3) {
          value = 256;
        }
      }
      octets &= value <= 255;
      if (count < NUMBERS) {
        numbers[count] = value;
      }
      count++;
      return at;
    }

    boolean complete() {
      return count == NUMBERS && octets;
    }
  }

  /** The port in {@code (name,p1,p2)}. */
  private static int afterName(Octets line) {
    for (int open = line.indexOf('(', 0); open >= 0; open = line.indexOf('(', open + 1)) {
      int close = line.indexOf(')', open);
      int first = line.indexOf(',', open);
      int second = first < 0 ? NONE : line.indexOf(',', first + 1);
      if (second < 0 || close < second || first == open + 1) {
        continue;
      }
      int high = DataAddresses.number(line.slice(first + 1, second), 3);
      int low = DataAddresses.number(line.slice(second + 1, close), 3);
      if (high >= 0 && high <= 255 && low >= 0 && low <= 255) {
        return high << 8 | low;
      }
    }
    return NONE;
  }

  private static int extended(Octets line) {
    for (int open = line.indexOf('(', 0); open >= 0; open = line.indexOf('(', open + 1)) {
      int port = delimited(line, open + 1, endOr(line, ')', open));
      if (port >= 0) {
        return port;
      }
    }
    int bar = line.indexOf('|', 0);
    return bar < 0 || (bar > 0 && line.at(bar - 1) == '(')
        ? NONE
        : delimited(line, bar, endOr(line, ' ', bar));
  }

  private static int endOr(Octets line, int octet, int from) {
    int found = line.indexOf(octet, from);
    return found < 0 ? line.length() : found;
  }

  /**
   * The last number among the fields from {@code start}, where the first delimiter stands, to
   * {@code end}. The delimiter stands there three times, as RFC 2428 section 3 asks; of bars, any
   * two will do.
   */
  private static int delimited(Octets line, int start, int end) {
    Octets text = line.slice(Math.min(start, end), end);
    int delimiter = text.isEmpty() ? ' ' : text.at(0);
    if (delimiter <= ' ' || delimiter > 126 || DataAddresses.isDigit(delimiter)) {
      return NONE;
    }
    if (delimiter == '|' ? text.indexOf('|', 1) < 0 : !tripled(text)) {
      return NONE;
    }
    int port = NONE;
    int field = 1;
    while (field <= text.length()) {
      int fieldEnd = endOr(text, delimiter, field);
      int number = DataAddresses.number(text.slice(field, fieldEnd), 5);
      port = number >= 0 ? number : port;
      field = fieldEnd + 1;
    }
    return port;
  }

  private static boolean tripled(Octets text) {
    return text.length() > 2 && text.at(0) == text.at(1) && text.at(1) == text.at(2);
  }
}
