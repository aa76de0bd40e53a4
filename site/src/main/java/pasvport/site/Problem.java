package pasvport.site;

/**
 * One thing that is wrong, or surprising, in a site.
 *
 * @param severity whether the site can be used all the same
 * @param line where it stands, from 1; 0 if the file as a whole is meant
 * @param column where it stands, in characters from 1; 0 if the file as a whole is meant
 * @param key the key's path, such as {@code passive.address-for[0].clients}; may be empty
 * @param message what was found and what is allowed, on one line
 */
public record Problem(Severity severity, int line, int column, String key, String message) {

  /** Whether a site with this problem can be used. */
  public enum Severity {
    /** It cannot. */
    ERROR,
    /** It can, but may not do what its author thinks. */
    WARNING
  }

  /** The problem as editors and people read it: {@code pasvport.yaml:4:11: passive.ports: …}. */
  public String in(String fileName) {
    var text = new StringBuilder(fileName);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append(": ");
    if (severity == Severity.WARNING) {
      text.append("warning: ");
    }
    if (!key.isEmpty()) {
      text.append(key).append(": ");
    }
    return text.append(message).toString();
  }
}
