package pasvport.doctor.vantage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What lets somebody ask.
 *
 * @param name who it was given to, for the log
 * @param secret at least {@value #SHORTEST} characters
 */
public record Token(String name, String secret) {
  /** 128 bits in six a character. */
  static final int SHORTEST = 22;

  private static final int NEW_BYTES = 32;

  public Token {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException("a token has at least %d characters".formatted(SHORTEST));
    }
  }

  static Token random(String name, SecureRandom random) {
    var bytes = new byte[NEW_BYTES];
    random.nextBytes(bytes);
    return new Token(name, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Whether this is the same secret, in a time that does not tell how much of it is. */
  boolean is(String presented) {
    return MessageDigest.isEqual(
        secret.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return name;
  }
}
