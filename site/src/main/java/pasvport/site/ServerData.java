package pasvport.site;

/** Who connects for data between gateway and server. */
public enum ServerData {
  /** The gateway, to a port that the server names. */
  PASSIVE,
  /** The server, to a port that the gateway names. */
  ACTIVE
}
