package pasvport.site;

/** Whether a command reads or writes files. */
public enum FileEffect {
  NEITHER,
  READ,
  WRITE,
  /** The verb is not known here. */
  UNKNOWN
}
