package pasvport.site;

/** What may be done with files. */
public enum FileAccess {
  READ_WRITE,
  /** Fetching and looking, nothing that changes the server's files. */
  READ_ONLY,
  /** Bringing, deleting, making, renaming; neither fetching nor looking. */
  WRITE_ONLY
}
