package pasvport.doctor.ends;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import pasvport.doctor.report.Shape;

/** A word by which the two ends of one test know one another. */
final class Secret {
  private static final int BYTES = 16;

  private static final Pattern WRITTEN = Pattern.compile("[0-9a-f]{32}");

  private Secret() {}

  static String random() {
    var bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * The one in an order.
   *
   * @throws IllegalArgumentException if there is none
   */
  static String of(Shape order) {
    var secret = order.text("secret");
    if (!WRITTEN.matcher(secret).matches()) {
      throw new IllegalArgumentException("secret: 32 digits of base 16 are expected");
    }
    return secret;
  }
}
