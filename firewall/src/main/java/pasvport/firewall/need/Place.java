package pasvport.firewall.need;

/** Where a firewall stands on the path. */
public enum Place {
  /** Between client and server: it forwards. */
  FORWARDING,
  /** On the host that the clients' connections end at. */
  HOST
}
