package pasvport.trials;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * What test files hold: bytes that look random and are the same for the same seed, and different
 * for each seed.
 */
public final class Content {
  private Content() {}

  public static byte[] of(long seed, int length) {
    var bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** The bytes of {@link #of} one piece after the other, for when all at once are too many. */
  public static final class Pieces {
    private final SplittableRandom random;
    private int left;

    public Pieces(long seed, int length) {
      random = new SplittableRandom(seed);
      left = length;
    }

    /**
     * The next bytes, fewer only at the end.
     *
     * @param length a multiple of eight, because that is how many are made at a time
     */
    public byte[] next(int length) {
      if (length % Long.BYTES != 0) {
        throw new IllegalArgumentException("not a multiple of eight: " + length);
      }
      var bytes = new byte[Math.min(length, left)];
      random.nextBytes(bytes);
      left -= bytes.length;
      return bytes;
    }
  }

  /**
   * Every value of a byte, in order, then those that matter to FTP and Telnet beside one another.
   */
  public static byte[] allBytes() {
    var tail =
        "\r\n\r\0\n\r.\r\n\u00ff\u00ff\u00f4\u00ff\u00f2".getBytes(StandardCharsets.ISO_8859_1);
    var bytes = new byte[256 + tail.length];
    for (int value = 0; value < 256; value++) {
      bytes[value] = (byte) value;
    }
    System.arraycopy(tail, 0, bytes, 256, tail.length);
    return bytes;
  }
}
