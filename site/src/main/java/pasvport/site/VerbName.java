package pasvport.site;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A verb of FTP, or a verb and the first word behind it, as in {@code SITE CHMOD}.
 *
 * @param verb upper-case
 * @param word upper-case; empty for the verb whatever follows it
 */
public record VerbName(String verb, String word) {

  /** As long as the gateway takes verbs from clients. */
  static final String PATTERN = "[A-Za-z][A-Za-z0-9]{0,13}( [A-Za-z0-9]{1,20})?";

  static final String SITE = "SITE";

  /** RFC 775's and RFC 1123's other spellings of what RFC 959 names as well. */
  private static final Map<String, String> SYNONYMS =
      Map.of("XMKD", "MKD", "XRMD", "RMD", "XPWD", "PWD", "XCWD", "CWD", "XCUP", "CDUP");

  private static final Pattern TEXT = Pattern.compile(PATTERN);

  /**
   * Reads {@code DELE}, {@code site chmod}.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static VerbName parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not a verb");
    }
    var space = text.indexOf(' ');
    var upper = text.toUpperCase(Locale.ROOT);
    return space < 0
        ? new VerbName(upper, "")
        : new VerbName(upper.substring(0, space), upper.substring(space + 1));
  }

  /** A verb without a word behind it. */
  public static VerbName of(String verb) {
    return new VerbName(verb, "");
  }

  /** The verb's usual spelling. */
  public static String usual(String verb) {
    return SYNONYMS.getOrDefault(verb, verb);
  }

  /** Whether this names what is asked for: in another spelling, or whatever word follows. */
  boolean covers(VerbName asked) {
    return usual(verb).equals(usual(asked.verb())) && (word.isEmpty() || word.equals(asked.word()));
  }

  /** As it is written in a site. */
  @Override
  public String toString() {
    return word.isEmpty() ? verb : verb + " " + word;
  }
}
