package pasvport.firewall.live;

import java.util.Optional;

/** Marks: numbers of 32 bits. */
final class MarkBits {

  static final long ALL = 0xffff_ffffL;

  private MarkBits() {}

  static Optional<Long> parse(String text) {
    try {
      return Optional.of(Long.decode(text));
    } catch (NumberFormatException notOne) {
      return Optional.empty();
    }
  }
}
