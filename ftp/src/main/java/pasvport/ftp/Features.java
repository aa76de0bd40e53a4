package pasvport.ftp;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a server says it can do beyond RFC 959: the lines of its reply to FEAT (RFC 2389 section 3).
 *
 * @param lines one feature each, a name and perhaps parameters behind a space, without indent, none
 *     blank
 */
public record Features(List<Octets> lines) {
  /** No features. */
  public static final Features NONE = new Features(List.of());

  /** Blanks around a line are taken off, and blank lines are left out. */
  public Features {
    lines = lines.stream().map(Features::trimmed).filter(line -> !line.isEmpty()).toList();
  }

  /**
   * The features in a 211 reply, with or without indent; none in any other reply or in one of a
   * single line.
   */
  public static Features in(Reply reply) {
    int last = reply.lines().size() - 1;
    return reply.code() != 211 || last < 1 ? NONE : new Features(reply.lines().subList(1, last));
  }

  /** Whether a feature of this name is there, in any case. */
  public boolean has(String name) {
    return lines.stream().anyMatch(line -> name(line).equalsIgnoreCase(name));
  }

  /**
   * Whether a feature of this name has this parameter, both in any case: {@code offers("AUTH",
   * "TLS")}. Parameters stand behind the name, separated by spaces, commas or semicolons (IIS sends
   * {@code AUTH TLS;TLS-C;SSL;TLS-P;}).
   */
  public boolean offers(String name, String parameter) {
    for (Octets line : lines) {
      int at = name(line).length();
      if (!line.slice(0, at).equalsIgnoreCase(name)) {
        continue;
      }
      while (at < line.length()) {
        int start = at + 1;
        at = start;
        while (at < line.length() && !isSeparator(line.at(at))) {
          at++;
        }
        if (line.slice(start, at).equalsIgnoreCase(parameter)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Only the features whose names are among these, in any case. */
  public Features intersect(Set<String> allowedNames) {
    return new Features(
        lines.stream()
            .filter(
                line -> allowedNames.stream().anyMatch(name -> name(line).equalsIgnoreCase(name)))
            .toList());
  }

  /**
   * With one more feature at the end, a name and perhaps parameters in ASCII, unless this very line
   * is there.
   *
   * @throws IllegalArgumentException if it is not ASCII
   */
  public Features with(String feature) {
    if (lines.stream().anyMatch(line -> line.equalsIgnoreCase(feature))) {
      return this;
    }
    var more = new ArrayList<>(lines);
    more.add(Octets.ascii(feature));
    return new Features(more);
  }

  /** The reply to FEAT, as RFC 2389 writes it: one space before each feature. */
  public Reply reply() {
    if (lines.isEmpty()) {
      return Reply.of(211, "No features");
    }
    var text = new ArrayList<Octets>();
    text.add(Octets.ascii("Features:"));
    for (Octets line : lines) {
      var indented = new byte[line.length() + 1];
      indented[0] = ' ';
      System.arraycopy(line.toByteArray(), 0, indented, 1, line.length());
      text.add(Octets.of(indented));
    }
    text.add(Octets.ascii("End"));
    return new Reply(211, text);
  }

  private static Octets name(Octets line) {
    int end = 0;
    while (end < line.length() && !isBlank(line.at(end))) {
      end++;
    }
    return line.slice(0, end);
  }

  private static Octets trimmed(Octets line) {
    int start = 0;
    int end = line.length();
    while (start < end && isBlank(line.at(start))) {
      start++;
    }
    while (end > start && isBlank(line.at(end - 1))) {
      end--;
    }
    return line.slice(start, end);
  }

  private static boolean isBlank(int octet) {
    return octet == ' ' || octet == '\t';
  }

  private static boolean isSeparator(int octet) {
    return isBlank(octet) || octet == ';' || octet == ',';
  }
}
