package pasvport.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that made a namespace, as the namespace's name tells it.
 *
 * <p>A process id alone is used again by another process; with its start time it is not. So a name
 * is {@code pv<pid>.<start>-<lab>-<host>}, and a namespace is left over when no process with that
 * id and that start time runs.
 *
 * @param pid process id
 * @param start when it started, in clock ticks since boot (proc(5), {@code /proc/pid/stat} field
 *     22)
 */
record Owner(long pid, long start) {
  private static final Pattern NAME =
      Pattern.compile("pv(\\d{1,10})\\.([0-9a-z]{1,12})-\\d+-[a-z0-9]+");
  private static final int RADIX = 36;

  /**
   * Field 22 counted from 1; the first two, of which the second may hold blanks, are cut off before
   * counting.
   */
  private static final int START_FIELD = 22 - 3;

  static Owner self() {
    var pid = ProcessHandle.current().pid();
    return new Owner(
        pid, startOf(pid).orElseThrow(() -> new LabException("/proc/self/stat cannot be read")));
  }

  /** Whoever made this namespace; empty when the name is not one of a lab's. */
  static Optional<Owner> of(String namespace) {
    Matcher matcher = NAME.matcher(namespace);
    return matcher.matches()
        ? Optional.of(
            new Owner(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2), RADIX)))
        : Optional.empty();
  }

  String namespace(int lab, String host) {
    return "pv" + pid + "." + Long.toString(start, RADIX) + "-" + lab + "-" + host;
  }

  boolean runs() {
    return startOf(pid).filter(started -> started == start).isPresent();
  }

  private static Optional<Long> startOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(Long.valueOf(fields[START_FIELD]));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
