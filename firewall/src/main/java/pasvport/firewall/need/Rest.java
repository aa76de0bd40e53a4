package pasvport.firewall.need;

/** What becomes of everything that no need names. */
public enum Rest {
  /** The firewall's other rules decide. */
  LEAVE,
  /** It is dropped: there are no other rules. */
  DROP
}
