package pasvport.site;

/** What a missing close_notify means at the end of data (RFC 8446 section 6.1). */
public enum CloseNotify {
  /** The data was cut off. */
  REQUIRED,
  /** Nothing. */
  OPTIONAL
}
