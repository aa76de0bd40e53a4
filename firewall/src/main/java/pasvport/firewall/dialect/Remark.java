package pasvport.firewall.dialect;

import java.util.function.IntPredicate;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;

/** What a rule is for, as text for a comment: one line of printable ASCII, not yet quoted. */
final class Remark {

  /** By it an administrator finds all that Pasvport wrote. */
  private static final String OWNER = "pasvport";

  private static final char INSTEAD = '_';

  private Remark() {}

  /** {@code pasvport edge}: the owner of a whole text. */
  static String of(HopNeeds hop) {
    return printable(OWNER + " " + hop.name());
  }

  /** {@code FTP control (server)}: the purpose and the site key that asks for it. */
  static String of(Need need) {
    return printable("%s (%s)".formatted(need.purpose().text(), need.reason()));
  }

  /** {@code pasvport edge: FTP control (server)}, where a rule must say itself whose it is. */
  static String of(HopNeeds hop, Need need) {
    return of(hop, of(need));
  }

  /** {@code pasvport edge: active data leaves from the outside address}. */
  static String of(HopNeeds hop, String what) {
    return of(hop) + ": " + what;
  }

  /** Whatever cannot be printed on one line is replaced, so that a comment ends where it should. */
  static String printable(String text) {
    return only(text, character -> character >= ' ' && character <= '~');
  }

  /** Printable, without the characters that a language cannot quote. */
  static String without(String forbidden, String text) {
    return only(printable(text), character -> forbidden.indexOf(character) < 0);
  }

  /** Cut where a description may be no longer. */
  static String atMost(int length, String text) {
    return text.substring(0, Math.min(text.length(), length));
  }

  private static String only(String text, IntPredicate allowed) {
    return text.codePoints()
        .map(character -> allowed.test(character) ? character : INSTEAD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
