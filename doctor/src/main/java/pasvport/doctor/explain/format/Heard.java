package pasvport.doctor.explain.format;

import java.util.ArrayList;
import java.util.List;
import pasvport.doctor.explain.LogFormat;

/**
 * What was found in a log.
 *
 * @param source the file or the command
 * @param formats the formats whose lines are in it
 * @param lines how many there are
 * @param others syslog lines of programs that are neither firewall nor FTP server
 * @param unknown lines of no known format
 * @param cut lines that were too long and read in part
 * @param undecodable lines that are no UTF-8
 */
public record Heard(
    String source,
    List<LogFormat> formats,
    long lines,
    long others,
    Oddity unknown,
    Oddity cut,
    Oddity undecodable) {

  public Heard {
    formats = List.copyOf(formats);
  }

  /** What a reader should know before trusting the story, a sentence each. */
  public List<String> complaints() {
    var complaints = new ArrayList<String>();
    if (formats.isEmpty()) {
      complaints.add(
          "%s: none of its %d lines is of a known firewall or FTP server".formatted(source, lines));
      return complaints;
    }
    add(complaints, unknown, "of no known format");
    add(complaints, cut, "longer than %d bytes and read in part".formatted(BoundedLines.LONGEST));
    add(complaints, undecodable, "not UTF-8");
    return complaints;
  }

  private void add(List<String> complaints, Oddity oddity, String what) {
    if (oddity.count() > 0) {
      complaints.add(
          "%s:%d: %s %s"
              .formatted(
                  source,
                  oddity.first(),
                  oddity.count() == 1
                      ? "a line is"
                      : "the first of %d lines that are".formatted(oddity.count()),
                  what));
    }
  }
}
