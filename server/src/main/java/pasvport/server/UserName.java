package pasvport.server;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a user, which is also the name of the user's folder: so it is short, printable and no
 * path.
 */
record UserName(String text) {

  // Longer than any account name in use, shorter than what a file system takes.
  private static final Pattern ALLOWED =
      Pattern.compile(
          "[\\p{L}\\p{Nd}](?:[\\p{L}\\p{M}\\p{Nd}._@+-]{0,62}[\\p{L}\\p{M}\\p{Nd}_@+-])?");

  private static final Set<String> VISITORS = Set.of("anonymous", "ftp");

  /** The folder that visitors see. */
  static final String PUBLIC = "public";

  /** The name of a user to be, as it is kept. */
  static UserName of(String text) throws UserRefusedException {
    var composed = composed(text);
    if (!ALLOWED.matcher(composed).matches()) {
      throw new UserRefusedException(UserRefusal.NAME_NOT_ALLOWED);
    }
    var name = new UserName(composed);
    if (VISITORS.contains(name.key()) || name.key().equals(PUBLIC)) {
      throw new UserRefusedException(UserRefusal.NAME_RESERVED);
    }
    return name;
  }

  /** Whether this is how visitors without a password name themselves. */
  static boolean isVisitor(String text) {
    return VISITORS.contains(text.toLowerCase(Locale.ROOT));
  }

  /** A name in Unicode's composed form, whatever form the client's keyboard makes. */
  static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** Equal for names that would share a folder on a file system that ignores case. */
  String key() {
    return text.toLowerCase(Locale.ROOT);
  }

  boolean sharesFolderWith(String name) {
    return name.toLowerCase(Locale.ROOT).equals(key());
  }
}
