package pasvport.firewall.live;

/** What rules ask of a packet that is a number in an interval. */
enum Dimension {
  SOURCE(0),
  DESTINATION(1),
  SOURCE_PORT(2),
  DESTINATION_PORT(3),
  IN_DEVICE(4),
  OUT_DEVICE(5);

  private final int index;

  Dimension(int index) {
    this.index = index;
  }

  /** Its place among a box's intervals. */
  int index() {
    return index;
  }
}
