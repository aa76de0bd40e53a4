package pasvport.importers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import pasvport.site.ServerSettings.Product;

/**
 * An FTP server that listens on this host.
 *
 * @param product which server
 * @param pid its process
 * @param ports where it listens
 * @param words its command line
 */
public record RunningServer(Product product, long pid, List<Integer> ports, List<String> words) {

  private static final Map<String, Product> PROGRAMS =
      Map.of(
          "vsftpd", Product.VSFTPD,
          "proftpd:", Product.PROFTPD,
          "proftpd", Product.PROFTPD,
          "pure-ftpd", Product.PURE_FTPD,
          "filezilla-server", Product.FILEZILLA,
          "sftpgo", Product.SFTPGO,
          "bftpd", Product.BFTPD,
          "tnftpd", Product.NETBSD_FTPD);

  // Fields of /proc/net/tcp (proc(5)).
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTEN = "0A";

  public RunningServer {
    ports = List.copyOf(ports);
    words = List.copyOf(words);
  }

  /** Those that this user may see; none where there is no {@code /proc}. */
  public static List<RunningServer> onThisHost() {
    return in(Path.of("/proc"));
  }

  static List<RunningServer> in(Path proc) {
    var listening = listening(proc);
    if (listening.isEmpty()) {
      return List.of();
    }
    var found = new ArrayList<RunningServer>();
    try (Stream<Path> entries = Files.list(proc)) {
      entries
          .filter(entry -> entry.getFileName().toString().matches("[0-9]{1,9}"))
          .sorted()
          .forEach(process -> server(process, listening).ifPresent(found::add));
    } catch (IOException e) {
      return List.of();
    }
    return found;
  }

  private static Optional<RunningServer> server(Path process, Map<String, Integer> listening) {
    var words = words(process);
    var product = product(words);
    var ports = new TreeSet<Integer>();
    if (product.isPresent()) {
      try (Stream<Path> open = Files.list(process.resolve("fd"))) {
        open.forEach(link -> target(link).map(listening::get).ifPresent(ports::add));
      } catch (IOException e) {
        return Optional.empty(); // it has ended, or is another user's
      }
    }
    return ports.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RunningServer(
                product.orElseThrow(),
                Long.parseLong(process.getFileName().toString()),
                List.copyOf(ports),
                words));
  }

  private static Optional<String> target(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException e) {
      return Optional.empty(); // closed in the meantime
    }
  }

  private static List<String> words(Path process) {
    try {
      var line = new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
      return Stream.of(line.split("\0", -1)).filter(word -> !word.isEmpty()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<Product> product(List<String> words) {
    if (words.contains("pyftpdlib")) {
      return Optional.of(Product.PYFTPDLIB);
    }
    return words.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(
            PROGRAMS.get(CommandWords.baseName(words.getFirst().split(" ", 2)[0])));
  }

  /** The port of each listening socket, by the text that its descriptor links to. */
  private static Map<String, Integer> listening(Path proc) {
    var ports = new HashMap<String, Integer>();
    for (var table : List.of("tcp", "tcp6")) {
      try {
        for (var line : Files.readAllLines(proc.resolve("self/net").resolve(table))) {
          var fields = line.strip().split("\\s+", -1);
          if (fields.length > INODE && fields[STATE].equals(LISTEN)) {
            var address = fields[ADDRESS];
            ports.put(
                "socket:[" + fields[INODE] + "]",
                Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16));
          }
        }
      } catch (IOException e) {
        // no such table: another system, or a kernel without IPv6
      }
    }
    return ports;
  }
}
