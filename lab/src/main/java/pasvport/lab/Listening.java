package pasvport.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The TCP ports that something listens on where a process lives, as the kernel tells it (proc(5),
 * {@code net/tcp}).
 */
final class Listening {
  private static final String LISTEN = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;

  private Listening() {}

  /** The listening ports in that process's network namespace; none when the process is gone. */
  static Set<Integer> near(long pid) {
    var ports = new TreeSet<Integer>();
    for (var table : List.of("tcp", "tcp6")) {
      try {
        ports.addAll(in(Files.readString(Path.of("/proc", Long.toString(pid), "net", table))));
      } catch (IOException gone) {
        return Set.of();
      }
    }
    return ports;
  }

  /** The listening ports in the text of such tables. */
  static Set<Integer> in(String tables) {
    var ports = new TreeSet<Integer>();
    for (var line : tables.lines().toList()) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields[STATE].equals(LISTEN)) {
        String address = fields[LOCAL_ADDRESS];
        ports.add(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16));
      }
    }
    return ports;
  }
}
