package pasvport.doctor.finding;

import java.util.Locale;

/** What a finding means for FTP through this path, worst first. */
public enum Severity {
  /** Something that clients need does not work. */
  FAULT,
  /** Nothing could be tested, or not as far as was asked. */
  UNTESTED,
  /** It works for most, or not for long. */
  WARNING,
  /** It works, and some clients must know. */
  NOTE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
