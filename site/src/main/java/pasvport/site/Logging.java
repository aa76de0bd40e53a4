package pasvport.site;

/**
 * How the log is written.
 *
 * @param format for people or for programs
 */
public record Logging(
    @Key(value = "`text` for people, `json` (one object a line) for programs.", standard = "text")
        Format format) {

  /** How a line of the log looks. */
  public enum Format {
    TEXT,
    JSON
  }
}
