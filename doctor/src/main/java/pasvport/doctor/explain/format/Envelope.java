package pasvport.doctor.explain.format;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import pasvport.doctor.explain.Stamp;
import pasvport.doctor.explain.Stamp.Base;

/**
 * What syslog, the journal and the kernel put around a message: RFC 3164, RFC 5424, rsyslog's file
 * formats, {@code journalctl} in its short forms, {@code dmesg} with and without readable times.
 *
 * @param program who wrote it, empty if that does not stand there
 * @param process its id, or empty
 * @param message what it wrote
 */
record Envelope(Stamp stamp, String program, String process, String message) {

  private static final String PRIORITY = "(?:<\\d{1,3}>)?";

  /** The date of RFC 3164; some devices write the year behind the day. */
  private static final Pattern YEARLESS =
      Pattern.compile(
          PRIORITY
              + "([A-Z][a-z]{2}) {1,2}(\\d{1,2})(?: (\\d{4}))? (\\d\\d:\\d\\d:\\d\\d)(?:\\.\\d+)?:?"
              + " (.*)");

  private static final Pattern ISO =
      Pattern.compile(
          PRIORITY
              + "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?)"
              + " (.*)");

  private static final Pattern RFC_5424 =
      Pattern.compile("<\\d{1,3}>1 (\\S+) \\S+ (\\S+) (\\S+) \\S+ (?:-|\\[.{0,2048}?\\]) ?(.*)");

  private static final Pattern DMESG =
      Pattern.compile(PRIORITY + "\\[ {0,8}(\\d{1,12}\\.\\d{1,9})\\] (.*)");

  private static final Pattern DMESG_READABLE =
      Pattern.compile("\\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\d{4})\\] (.*)");

  private static final Pattern PROGRAM =
      Pattern.compile("([A-Za-z][\\w./-]{0,63})(?:\\[(\\d{1,10})\\])?: ?(.*)");

  /** What the kernel puts before a message when {@code printk.time} is on. */
  private static final Pattern UPTIME = Pattern.compile("\\[ *\\d{1,12}\\.\\d{1,9}\\] ?(.*)");

  /** Reads the head of a line. */
  static Optional<Envelope> of(String line, Times times) {
    var standard = RFC_5424.matcher(line);
    if (standard.matches()) {
      return times
          .iso(standard.group(1))
          .map(stamp ->
              new Envelope(stamp, standard.group(2), standard.group(3), standard.group(4)));
    }
    var yearless = YEARLESS.matcher(line);
    if (yearless.matches()) {
      var day = (int) Numbers.of(yearless.group(2));
      var year = yearless.group(3);
      var stamp =
          year == null
              ? times.yearless(yearless.group(1), day, yearless.group(4))
              : times.ctime(
                  "Sun %s %2d %s %s".formatted(yearless.group(1), day, yearless.group(4), year));
      return stamp.map(at -> afterHost(at, yearless.group(5)));
    }
    var iso = ISO.matcher(line);
    if (iso.matches()) {
      return times.iso(iso.group(1)).map(at -> afterHost(at, iso.group(2)));
    }
    var dmesg = DMESG.matcher(line);
    if (dmesg.matches()) {
      return Times.seconds(dmesg.group(1), Base.UNKNOWN)
          .map(at -> new Envelope(at, "kernel", "", dmesg.group(2)));
    }
    var readable = DMESG_READABLE.matcher(line);
    return readable.matches()
        ? times
            .ctime(readable.group(1))
            .map(at -> new Envelope(at, "kernel", "", readable.group(2)))
        : Optional.empty();
  }

  /** Behind the time stands the host, then perhaps the program. */
  private static Envelope afterHost(Stamp at, String rest) {
    var direct = PROGRAM.matcher(rest);
    if (direct.matches()) {
      return of(at, direct.group(1), direct.group(2), direct.group(3));
    }
    var space = rest.indexOf(' ');
    var behind = space < 0 ? rest : rest.substring(space + 1);
    var program = PROGRAM.matcher(behind);
    return program.matches()
        ? of(at, program.group(1), program.group(2), program.group(3))
        : new Envelope(at, "", "", behind);
  }

  private static Envelope of(Stamp at, String program, @Nullable String process, String text) {
    var uptime = UPTIME.matcher(text);
    return new Envelope(
        at, program, process == null ? "" : process, uptime.matches() ? uptime.group(1) : text);
  }
}
