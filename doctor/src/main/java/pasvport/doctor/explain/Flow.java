package pasvport.doctor.explain;

/** One direction of a TCP connection. */
public record Flow(Endpoint from, Endpoint to) {

  /** The other direction. */
  public Flow reversed() {
    return new Flow(to, from);
  }

  @Override
  public String toString() {
    return from + " → " + to;
  }
}
