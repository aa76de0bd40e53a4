package pasvport.importers;

import java.util.Optional;
import pasvport.site.PortRange;

/** Whole numbers as configurations write them. */
final class Numbers {

  /** More digits than any number that matters here. */
  private static final int MOST_DIGITS = 9;

  private Numbers() {}

  /** A number without a sign; empty if the text is none. */
  static Optional<Integer> of(String text) {
    return !text.isEmpty()
            && text.length() <= MOST_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }

  /** A port from 1 to 65535; empty if the text is none. */
  static Optional<Integer> port(String text) {
    return of(text).filter(number -> number > 0 && number <= PortRange.HIGHEST);
  }

  /** A number of sessions; empty if the text is none, or means that there is no bound. */
  static Optional<Integer> limit(String text) {
    return of(text).filter(number -> number > 0 && number <= 1_000_000);
  }
}
