package pasvport.trials.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processor time of a process with its children, ended ones included (proc(5), stat). */
final class Processor {
  /** USER_HZ, the same on every Linux that runs Java. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int CSTIME = 14;

  private Processor() {}

  /** Seconds since the start of the process and of all beneath it. */
  static double seconds(ProcessHandle process) throws IOException {
    List<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants()).toList();
    double total = 0;
    for (ProcessHandle each : all) {
      total += own(each.pid());
    }
    return total;
  }

  private static double own(long pid) throws IOException {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (NoSuchFileException gone) {
      return 0;
    }
    // The name in parentheses may hold spaces; the fields behind it are counted from the state.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double ticks = 0;
    for (int field = UTIME; field <= CSTIME; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks / TICKS_PER_SECOND;
  }
}
