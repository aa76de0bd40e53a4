package pasvport.doctor.explain.join;

/** What became of a data connection. */
public enum Outcome {
  WORKED("worked"),
  /** A firewall dropped or rejected its SYN. */
  BLOCKED("blocked"),
  /** It was answered by RST: nobody listened, or somebody spoke for the one who should. */
  REFUSED("refused"),
  /** The firewall let it through, and it did not arrive. */
  LOST_BEHIND("lost behind the firewall"),
  /** It did not come as far as this firewall. */
  NEVER_SEEN("lost before the firewall"),
  /** The client was told an address that leads elsewhere. */
  WRONG_ADDRESS("wrong address announced"),
  /** The client went to another port than the server announced. */
  WRONG_PORT("port changed on the way"),
  /** The server turned it away, with its reason. */
  TURNED_AWAY("turned away by the server"),
  /** It was there and broke. */
  BROKEN_OFF("broken off"),
  /** A port was announced, and the next one asked for before anybody used it. */
  UNUSED("not used"),
  UNDER_WAY("under way"),
  UNKNOWN("failed");

  private final String shown;

  Outcome(String shown) {
    this.shown = shown;
  }

  public boolean isFine() {
    return this == WORKED || this == UNUSED || this == UNDER_WAY;
  }

  @Override
  public String toString() {
    return shown;
  }
}
