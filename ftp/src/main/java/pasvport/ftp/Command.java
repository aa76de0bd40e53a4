package pasvport.ftp;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * One command from a client: a verb and what follows it (RFC 959 section 5.3).
 *
 * @param verb upper-case ASCII: a letter, then letters or digits, at most {@link #VERB_LIMIT} in
 *     all
 * @param argument the bytes after exactly one space (further spaces are part of it), or none; CR is
 *     possible (RFC 2640 section 3.1 lets a path hold one), NUL and LF are not
 */
public record Command(String verb, Octets argument) {
  /**
   * The longest verbs in the field have seven letters ({@code XSHA256}); twice that is room and
   * still fits a log.
   */
  public static final int VERB_LIMIT = 14;

  /** SITE words of servers that let users set a password so. */
  private static final List<String> SITE_PASSWORDS = List.of("PSWD", "PASSWD", "PASS", "CHPWD");

  private static final String HIDDEN = "***";

  /**
   * @throws IllegalArgumentException if the verb is not one, or the argument holds NUL or LF
   */
  public Command {
    if (!isVerb(verb)) {
      throw new IllegalArgumentException("not a verb: " + Octets.utf8(verb));
    }
    if (argument.indexOf(0, 0) >= 0 || argument.indexOf('\n', 0) >= 0) {
      throw new IllegalArgumentException("NUL or LF in an argument of " + verb);
    }
  }

  public static Command of(String verb) {
    return new Command(verb, Octets.EMPTY);
  }

  public static Command of(String verb, String asciiArgument) {
    return new Command(verb, Octets.ascii(asciiArgument));
  }

  /**
   * Reads a line without its CR LF; the verb may be in any case.
   *
   * @throws MalformedException for {@link Malformed#EMPTY_LINE}, {@link Malformed#NOT_A_VERB},
   *     {@link Malformed#NUL_IN_LINE} or {@link Malformed#BARE_LF}
   */
  public static Command parse(Octets line) throws MalformedException {
    if (line.isEmpty()) {
      throw new MalformedException(Malformed.EMPTY_LINE);
    }
    if (line.indexOf(0, 0) >= 0) {
      throw new MalformedException(Malformed.NUL_IN_LINE);
    }
    if (line.indexOf('\n', 0) >= 0) {
      throw new MalformedException(Malformed.BARE_LF);
    }
    int space = line.indexOf(' ', 0);
    int end = space < 0 ? line.length() : space;
    if (end == 0 || end > VERB_LIMIT) {
      throw new MalformedException(Malformed.NOT_A_VERB);
    }
    var verb = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      int octet = line.at(i);
      verb.append((char) (octet >= 'a' && octet <= 'z' ? octet - ('a' - 'A') : octet));
    }
    if (!isVerb(verb)) {
      throw new MalformedException(Malformed.NOT_A_VERB);
    }
    return new Command(
        verb.toString(), space < 0 ? Octets.EMPTY : line.slice(space + 1, line.length()));
  }

  private static boolean isVerb(CharSequence verb) {
    if (verb.isEmpty() || verb.length() > VERB_LIMIT) {
      return false;
    }
    for (int i = 0; i < verb.length(); i++) {
      char c = verb.charAt(i);
      boolean letter = c >= 'A' && c <= 'Z';
      boolean digit = c >= '0' && c <= '9';
      if (!letter && (i == 0 || !digit)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The command as it is sent: verb, one space if there is an argument, CR LF. A CR in the argument
   * becomes CR NUL (RFC 854, RFC 2640); 0xFF is doubled only before a byte that could make it a
   * Telnet command, since most servers do not undo the doubling.
   */
  public byte[] encoded() {
    var out = new ByteArrayOutputStream(verb.length() + argument.length() + 8);
    Octets.ascii(verb).writeTo(out);
    if (!argument.isEmpty()) {
      out.write(' ');
      Telnet.write(argument, out);
    }
    out.write('\r');
    out.write('\n');
    return out.toByteArray();
  }

  /** The command for logs: a password or account is not in it. */
  public String shown() {
    if (argument.isEmpty()) {
      return verb;
    }
    if (verb.equals("PASS") || verb.equals("ACCT")) {
      return verb + " " + HIDDEN;
    }
    if (verb.equals("SITE")) {
      for (String word : SITE_PASSWORDS) {
        if (argument.startsWithIgnoreCase(word + " ")) {
          return verb + " " + word + " " + HIDDEN;
        }
      }
    }
    return verb + " " + argument.shown();
  }

  /** The same as {@link #shown()}. */
  @Override
  public String toString() {
    return shown();
  }
}
