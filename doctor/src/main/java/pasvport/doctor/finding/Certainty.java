package pasvport.doctor.finding;

import java.util.Locale;

/** How sure a finding is. */
public enum Certainty {
  /** The facts leave no other explanation. */
  PROVED,
  /** The facts fit, and others could be made to. */
  LIKELY,
  /** It takes another vantage point to know; the finding says which. */
  CANNOT_TELL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
