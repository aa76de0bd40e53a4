package pasvport.importers;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where configurations are read from, within bounds: this host, or a copy of another's files. */
public final class Disk {

  /** An applicationHost.config with thousands of sites has a few MiB. */
  static final int LONGEST = 16 << 20;

  /** More files than this no server's administrator keeps; a folder that holds them is another. */
  static final int MOST_FILES = 1000;

  private final Path root;
  private int read;

  private Disk(Path root) {
    this.root = root;
  }

  /** This host's files. */
  public static Disk ofThisHost() {
    return new Disk(Path.of("/"));
  }

  /** A copy of another host's files: absolute paths are looked for below this folder. */
  public static Disk below(Path folder) {
    return new Disk(folder.toAbsolutePath());
  }

  boolean exists(String name) {
    return Files.exists(path(name));
  }

  boolean isFolder(String name) {
    return Files.isDirectory(path(name));
  }

  /**
   * Reads a file.
   *
   * @param name its path, as messages shall call it
   */
  Source file(String name) throws ImportException {
    var whole = new Origin(name, 0);
    if (++read > MOST_FILES) {
      throw new ImportException(
          whole, "this is the %dth file; no configuration has so many".formatted(read));
    }
    try (var in = Files.newInputStream(path(name))) {
      var bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new ImportException(
            whole, "longer than %d MiB; no configuration is".formatted(LONGEST >> 20));
      }
      return new Source(name, bytes);
    } catch (NoSuchFileException e) {
      throw new ImportException(whole, "there is no such file");
    } catch (AccessDeniedException e) {
      throw new ImportException(whole, "this user may not read it; try as root");
    } catch (IOException | InvalidPathException e) {
      throw new ImportException(whole, "it cannot be read: " + e.getMessage());
    }
  }

  /** The files in a folder, those below it left out, in the order of their names. */
  List<String> folder(String name) throws ImportException {
    return listed(name, "*");
  }

  /** The files that a path with {@code *} and {@code ?} in its last part stands for. */
  List<String> matching(String pattern) throws ImportException {
    var slash = pattern.lastIndexOf('/');
    return slash < 0
        ? List.of()
        : listed(pattern.substring(0, slash), pattern.substring(slash + 1));
  }

  private List<String> listed(String folder, String glob) throws ImportException {
    if (!isFolder(folder)) {
      return List.of();
    }
    var names = new ArrayList<String>();
    try (Stream<Path> entries = Files.list(path(folder))) {
      var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      entries
          .filter(entry -> Files.isRegularFile(entry) && matcher.matches(entry.getFileName()))
          .map(entry -> folder.replaceAll("/+$", "") + "/" + entry.getFileName())
          .sorted()
          .limit(MOST_FILES + 1)
          .forEach(names::add);
    } catch (IOException | IllegalArgumentException e) {
      throw new ImportException(
          new Origin(folder, 0), "its files cannot be listed: " + e.getMessage());
    }
    return names;
  }

  private Path path(String name) {
    var path = Path.of(name);
    return path.isAbsolute() ? root.resolve(path.getRoot().relativize(path)) : path;
  }
}
