package pasvport.trials.client;

/** What clients do all day. */
public enum Operation {
  LIST,
  UPLOAD,
  DOWNLOAD,
  RESUME_UPLOAD,
  RESUME_DOWNLOAD,
  RENAME,
  DELETE,
  /** A download is aborted, and the next one is whole. */
  ABORT
}
