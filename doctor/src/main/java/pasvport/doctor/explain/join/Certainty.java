package pasvport.doctor.explain.join;

/** How sure a verdict is. */
public enum Certainty {
  PROVED("proved"),
  LIKELY("likely"),
  CANNOT_TELL("cannot tell from these logs");

  private final String shown;

  Certainty(String shown) {
    this.shown = shown;
  }

  @Override
  public String toString() {
    return shown;
  }
}
