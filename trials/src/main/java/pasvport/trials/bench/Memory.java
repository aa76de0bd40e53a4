package pasvport.trials.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import pasvport.lab.Host;

/** What a Java process has of the machine's memory. */
final class Memory {
  private static final String RESIDENT = "VmRSS:";
  private static final Duration COLLECTION = Duration.ofMinutes(1);

  private Memory() {}

  /** Resident KiB behind a full collection (proc(5), status). */
  static long residentKib(Host host, long pid) throws IOException {
    host.run(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(pid),
            "GC.run")
        .within(COLLECTION)
        .orThrow();
    String line =
        Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .filter(each -> each.startsWith(RESIDENT))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
