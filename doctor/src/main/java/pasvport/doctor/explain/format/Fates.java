package pasvport.doctor.explain.format;

import java.util.Locale;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Event.Fate;

/** What the words in a log prefix or a rule say of a packet. */
final class Fates {

  private static final Pattern REJECTED = Pattern.compile("\\breject(ed)?\\b");

  private static final Pattern DROPPED =
      Pattern.compile("\\b(drop(ped)?|block(ed)?|den(y|ied)|discard(ed)?)\\b");

  private static final Pattern ACCEPTED =
      Pattern.compile("\\b(accept(ed)?|allow(ed)?|pass(ed)?|permit(ted)?)\\b");

  private Fates() {}

  /** The first of reject, drop and accept that the text has as a word; {@code _} parts words. */
  static Fate of(String text) {
    var words = text.toLowerCase(Locale.ROOT).replace('_', ' ');
    if (REJECTED.matcher(words).find()) {
      return Fate.REJECTED;
    }
    if (DROPPED.matcher(words).find()) {
      return Fate.DROPPED;
    }
    return ACCEPTED.matcher(words).find() ? Fate.ACCEPTED : Fate.UNSAID;
  }
}
