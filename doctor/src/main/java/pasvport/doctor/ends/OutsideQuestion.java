package pasvport.doctor.ends;

import java.util.Locale;

/** What can be asked of the end outside. */
public enum OutsideQuestion {
  /** To connect to each of {@code ports}, and to say what it found there. */
  KNOCK,
  /** To play the client's part in each of {@code scenes}, and to say what was sent and came. */
  VISIT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
