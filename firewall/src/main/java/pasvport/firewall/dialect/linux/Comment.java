package pasvport.firewall.dialect.linux;

/**
 * Text made fit to be a comment of a rule between double quotes: printable ASCII without quotes,
 * backslashes and what a shell expands, in no language a way out of the quotes.
 */
final class Comment {

  /** The shortest bound: nft takes 128 bytes with the final zero (libnftnl, udata.h). */
  private static final int LONGEST = 127;

  private Comment() {}

  static String of(String text) {
    var made = new StringBuilder();
    text.chars()
        .limit(LONGEST)
        .forEach(
            c -> made.append(c >= ' ' && c <= '~' && "\"'\\$`".indexOf(c) < 0 ? (char) c : '?'));
    return made.toString();
  }
}
