package pasvport.doctor.fact;

import java.time.Duration;

/**
 * One line of what was said and done.
 *
 * @param session its number, 0 where there is none
 * @param at since the test began
 * @param text for people, made harmless; a password stands as asterisks
 */
public record Line(int session, Duration at, Kind kind, String text) {

  public Line {
    text = Harmless.inShort(text);
  }

  public enum Kind {
    SENT(">"),
    RECEIVED("<"),
    DONE("*");

    private final String sign;

    Kind(String sign) {
      this.sign = sign;
    }

    @Override
    public String toString() {
      return sign;
    }
  }
}
