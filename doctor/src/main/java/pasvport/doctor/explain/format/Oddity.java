package pasvport.doctor.explain.format;

/**
 * Lines with something wrong.
 *
 * @param count how many
 * @param first the number of the first, 0 if there is none
 */
public record Oddity(long count, long first) {

  static final Oddity NONE = new Oddity(0, 0);

  Oddity and(long line) {
    return new Oddity(count + 1, count == 0 ? line : first);
  }
}
