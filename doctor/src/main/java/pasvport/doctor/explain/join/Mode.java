package pasvport.doctor.explain.join;

/** Who connects for a transfer. */
public enum Mode {
  PASSIVE("passive"),
  ACTIVE("active"),
  /** The log has the transfer, but not what was agreed before it. */
  UNKNOWN("mode not logged");

  private final String shown;

  Mode(String shown) {
    this.shown = shown;
  }

  @Override
  public String toString() {
    return shown;
  }
}
