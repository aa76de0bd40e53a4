package pasvport.trials.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pasvport.lab.Host;

/** What a Java process has of the machine's memory. */
final class Memory {
  private static final String RESIDENT = "VmRSS:";
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final Duration COLLECTION = Duration.ofMinutes(1);

  private Memory() {}

  /** What is alive on the heap behind a full collection, in KiB. */
  static long liveKib(Host host, long pid) {
    jcmd(host, pid, "GC.run");
    Matcher used = USED.matcher(jcmd(host, pid, "GC.heap_info"));
    if (!used.find()) {
      throw new IllegalStateException("jcmd does not say how much of the heap is used");
    }
    return Long.parseLong(used.group(1));
  }

  private static String jcmd(Host host, long pid, String command) {
    return host.run(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(pid),
            command)
        .within(COLLECTION)
        .orThrow()
        .stdout();
  }

  /** Resident KiB behind a full collection (proc(5), status). */
  static long residentKib(Host host, long pid) throws IOException {
    jcmd(host, pid, "GC.run");
    String line =
        Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .filter(each -> each.startsWith(RESIDENT))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
