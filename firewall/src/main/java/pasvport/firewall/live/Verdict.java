package pasvport.firewall.live;

/** What becomes of packets. */
enum Verdict {
  ACCEPTED,
  DROPPED,
  /** A rule that this program does not understand may decide. */
  UNKNOWN
}
