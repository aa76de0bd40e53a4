package pasvport.site;

import java.util.regex.Pattern;

/**
 * A number of bytes, as in the size of a file.
 *
 * @param bytes at least 1
 */
public record ByteCount(long bytes) {

  static final String PATTERN = "[1-9][0-9]{0,8}(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)";

  static final String ALLOWED = "a number and B, kB, MB, GB, TB, KiB, MiB, GiB or TiB";

  private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,8})([A-Za-z]+)");

  public ByteCount {
    if (bytes < 1) {
      throw new IllegalArgumentException("nothing at all cannot be a size");
    }
  }

  /**
   * Reads {@code 500MiB}, {@code 2GB}.
   *
   * @throws IllegalArgumentException with the reason, fit to be shown
   */
  public static ByteCount parse(String text) {
    var matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(Quoted.text(text) + " is not a number of bytes");
    }
    return new ByteCount(Long.parseLong(matcher.group(1)) * unit(text, matcher.group(2)));
  }

  private static long unit(String text, String unit) {
    return switch (unit) {
      case "B" -> 1;
      case "kB" -> 1_000;
      case "MB" -> 1_000_000;
      case "GB" -> 1_000_000_000;
      case "TB" -> 1_000_000_000_000L;
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      case "TiB" -> 1L << 40;
      default -> throw new IllegalArgumentException(Quoted.text(text) + " has an unknown unit");
    };
  }

  @Override
  public String toString() {
    return bytes + "B";
  }
}
