package pasvport.doctor.explain;

/**
 * Where a line stands.
 *
 * @param source the file, or the command that said it
 * @param line its number, from 1
 */
public record Origin(String source, long line) {

  /** The file's own name and the line: {@code vsftpd.log:12}. */
  public String brief() {
    return source.substring(source.lastIndexOf('/') + 1) + ":" + line;
  }

  /** {@code /var/log/vsftpd.log:12}. */
  @Override
  public String toString() {
    return source + ":" + line;
  }
}
