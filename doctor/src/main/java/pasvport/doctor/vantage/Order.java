package pasvport.doctor.vantage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import pasvport.doctor.fact.Target;
import pasvport.doctor.probe.Authorities;
import pasvport.doctor.probe.HostKeys;
import pasvport.doctor.probe.SshLogin;
import pasvport.doctor.probe.Wish;
import pasvport.doctor.report.Shape;

/** A test that somebody asks for, as it is written in JSON. */
public final class Order {
  /** No login is longer (RFC 959 knows no bound; servers have 128 or less). */
  private static final int LONGEST = 256;

  private Order() {}

  /**
   * Reads one.
   *
   * @throws RefusedException if it cannot be read
   */
  public static Wish read(Shape json) throws RefusedException {
    try {
      var authorities = json.maybeRaw("authorities");
      return new Wish(
          target(json.text("target")),
          json.maybeRaw("user").map(Order::word).filter(user -> !user.isEmpty()),
          json.maybeRaw("password").map(Order::word).orElse(""),
          new SshLogin(hostKeys(json.maybeRaw("host-keys").orElse("")), List.of()),
          authorities.isPresent() ? trusted(authorities.get()) : Authorities.known(),
          json.truth("any-certificate"),
          json.truth("upload"),
          Duration.ZERO);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Refusal.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** Reads a URL, of which nothing can steer a server or a log. */
  static Target target(String url) {
    var target = Target.parse(word(url));
    word(target.path());
    word(target.user().orElse(""));
    return target;
  }

  private static String word(String text) {
    if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a URL, a user and a password have at most %d characters, and no control characters"
              .formatted(LONGEST));
    }
    return text;
  }

  private static HostKeys hostKeys(String lines) {
    try {
      return HostKeys.of(lines, "host-keys");
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Authorities trusted(String pem) {
    try {
      return Authorities.with(
          new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)), "authorities");
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
