package pasvport.gateway.proxy;

/** Why a connection has no PROXY protocol header that could be used. */
public enum HeaderFault {
  /** The peer closed before a whole header had come. */
  MISSING,
  /** A whole header did not come in time. */
  LATE,
  /** What came is no header, or one that contradicts itself. */
  MALFORMED
}
