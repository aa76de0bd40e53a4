package pasvport.doctor.explain.format;

import java.util.Locale;
import java.util.Set;
import pasvport.doctor.explain.Event.Said;
import pasvport.doctor.explain.Peer;

/** Commands and replies as servers log them. */
final class Spoken {

  /** Arguments that are nobody's business. */
  private static final Set<String> SECRET = Set.of("PASS", "ACCT", "ADAT");

  /** No verb of FTP is longer (RFC 959, 4217, 7151 and common extensions). */
  private static final int LONGEST_VERB = 5;

  private Spoken() {}

  /** {@code PASV} or {@code RETR name}. */
  static Said command(Peer peer, String line) {
    return exchange(peer, line, 0, "");
  }

  /** {@code 227 Entering Passive Mode (…)}; code 0 if there is none. */
  static Said reply(Peer peer, String line) {
    var code = Numbers.code(line.substring(0, Math.min(3, line.length())));
    return Said.reply(
        peer, code, code == 0 ? line : line.substring(3).replaceFirst("^[- ]", "").strip());
  }

  /** A command and the code that answered it. */
  static Said exchange(Peer peer, String line, int code, String text) {
    var space = line.indexOf(' ');
    var verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
    var argument = space < 0 || SECRET.contains(verb) ? "" : line.substring(space + 1);
    return new Said(peer, verb.length() > LONGEST_VERB ? "?" : verb, argument, code, text.strip());
  }
}
