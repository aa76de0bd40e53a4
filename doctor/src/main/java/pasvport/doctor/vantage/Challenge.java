package pasvport.doctor.vantage;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A text that nobody but the token's owner could put where the server's owner alone can put
 * something. It stays the same for a token and a host.
 *
 * @param host as it was asked for
 * @param text for the greeting or the DNS
 */
public record Challenge(String host, String text) {
  private static final String ALGORITHM = "HmacSHA256";

  /** 128 bits; a greeting has little room. */
  private static final int BYTES = 16;

  public static Challenge of(Token token, String host) {
    var name = canonical(host);
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(token.secret().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      var bytes = mac.doFinal(("pasvport challenge " + name).getBytes(StandardCharsets.UTF_8));
      return new Challenge(name, "pasvport-" + HexFormat.of().formatHex(bytes, 0, BYTES));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }

  private static String canonical(String host) {
    var lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** Where in the DNS it may stand. */
  public String record() {
    return "_pasvport." + host;
  }
}
