package pasvport.doctor.fact;

/** What a data connection is opened for. */
public enum Content {
  /** Nothing: it is opened and closed, to see the port. */
  NOTHING,
  LISTING,
  DOWNLOAD,
  UPLOAD
}
