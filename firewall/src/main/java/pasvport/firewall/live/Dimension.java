package pasvport.firewall.live;

/** What rules ask of a packet that is a number in an interval. */
enum Dimension {
  SOURCE,
  DESTINATION,
  SOURCE_PORT,
  DESTINATION_PORT,
  IN_DEVICE,
  OUT_DEVICE
}
