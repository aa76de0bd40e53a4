package pasvport.doctor.ends;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A TCP socket that somebody on this host listens on.
 *
 * @param program its name; empty if this user may not know
 */
record Listening(InetSocketAddress at, String program) {
  // Fields of /proc/net/tcp (proc(5)).
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTEN = "0A";

  private static final int WORD = 4;

  /** All of them, by port; none where there is no {@code /proc}. */
  static List<Listening> onThisHost() {
    var programs = programs();
    var all = new ArrayList<Listening>();
    for (var table : List.of("tcp", "tcp6")) {
      try {
        for (var line : Files.readAllLines(Path.of("/proc/self/net", table))) {
          var fields = line.strip().split("\\s+", -1);
          if (fields.length > INODE && fields[STATE].equals(LISTEN)) {
            all.add(new Listening(at(fields[ADDRESS]), programs.getOrDefault(fields[INODE], "")));
          }
        }
      } catch (IOException none) {
        // another system, or a kernel without IPv6
      }
    }
    all.sort(Comparator.comparingInt(each -> each.at().getPort()));
    return all;
  }

  /** Words of four octets in the host's order, and a port. */
  private static InetSocketAddress at(String text) throws IOException {
    int colon = text.indexOf(':');
    var words = ByteBuffer.wrap(HexFormat.of().parseHex(text.substring(0, colon)));
    var octets = ByteBuffer.allocate(words.capacity());
    for (int at = 0; at < words.capacity(); at += WORD) {
      octets.order(ByteOrder.nativeOrder()).putInt(at, words.getInt(at));
    }
    return new InetSocketAddress(
        InetAddress.getByAddress(octets.array()), Integer.parseInt(text.substring(colon + 1), 16));
  }

  /** By the inode of their sockets. */
  private static Map<String, String> programs() {
    var programs = new HashMap<String, String>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      processes
          .filter(process -> process.getFileName().toString().matches("[0-9]{1,9}"))
          .forEach(process -> addSockets(process, programs));
    } catch (IOException none) {
      return Map.of();
    }
    return programs;
  }

  private static void addSockets(Path process, Map<String, String> programs) {
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      var name = Files.readString(process.resolve("comm")).strip();
      for (var link : (Iterable<Path>) open::iterator) {
        var target = Files.readSymbolicLink(link).toString();
        if (target.startsWith("socket:[")) {
          programs.putIfAbsent(target.substring("socket:[".length(), target.length() - 1), name);
        }
      }
    } catch (IOException gone) {
      // it has ended, or is another user's
    }
  }
}
