package pasvport.doctor.fact;

/** How a session's control connection is protected. */
public enum Protection {
  CLEAR("in clear"),
  /** From AUTH TLS on. */
  EXPLICIT("TLS"),
  /** From the first byte. */
  IMPLICIT("implicit TLS");

  private final String words;

  Protection(String words) {
    this.words = words;
  }

  /** Whether there is TLS. */
  public boolean encrypted() {
    return this != CLEAR;
  }

  @Override
  public String toString() {
    return words;
  }
}
