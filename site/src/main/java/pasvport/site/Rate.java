package pasvport.site;

/**
 * How fast data may go.
 *
 * @param bytesPerSecond at least {@link #LEAST}
 */
public record Rate(long bytesPerSecond) {

  /** Below, a listing takes minutes and every transfer looks stalled. */
  static final long LEAST = 100;

  private static final String PER_SECOND = "/s";

  static final String PATTERN = ByteCount.PATTERN + PER_SECOND;

  static final String ALLOWED = ByteCount.ALLOWED + " a second (500kB/s, 10MiB/s)";

  public Rate {
    if (bytesPerSecond < LEAST) {
      throw new IllegalArgumentException(
          "less than %d bytes a second would stall every transfer".formatted(LEAST));
    }
  }

  /**
   * Reads {@code 500kB/s}, {@code 10MiB/s}.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static Rate parse(String text) {
    if (!text.endsWith(PER_SECOND)) {
      throw new IllegalArgumentException(Quoted.text(text) + " does not end in /s");
    }
    return new Rate(
        ByteCount.parse(text.substring(0, text.length() - PER_SECOND.length())).bytes());
  }

  @Override
  public String toString() {
    return bytesPerSecond + "B/s";
  }
}
