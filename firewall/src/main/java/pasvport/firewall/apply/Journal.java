package pasvport.firewall.apply;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All changes that were made to this host's firewall, and the audit log of who did what.
 *
 * @param folder where they are kept
 */
public record Journal(Path folder) {
  private static final String AUDIT = "audit.log";

  /** Scripts and old rules are nobody else's to read or change. */
  private static final FileAttribute<?> OWN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /**
   * Keeps others from making a change at the same time.
   *
   * @throws ApplyException if somebody is making one
   */
  FileChannel lock() throws IOException, ApplyException {
    Files.createDirectories(folder, OWN);
    var lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // Within this program: the same.
    }
    lock.close();
    throw new ApplyException("somebody is applying another change at this moment; run it again");
  }

  /** The change after the last. */
  Path next() throws IOException {
    return folder.resolve(
        "%04d".formatted(changes().stream().mapToInt(Change::number).max().orElse(0) + 1));
  }

  /** All of them, the oldest first. */
  public List<Change> changes() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .filter(Files::isDirectory)
          .map(Change::new)
          .sorted(Comparator.comparing(change -> change.folder().getFileName().toString()))
          .toList();
    }
  }

  /** The newest that is in force. */
  public Optional<Change> last() throws IOException {
    return changes().reversed().stream()
        .filter(change -> change.state() != Change.State.UNDONE)
        .findFirst();
  }

  /**
   * Adds a line to the audit log.
   *
   * @param what words without line ends, as {@code key="value"}
   */
  public void audit(String what) throws IOException {
    Files.createDirectories(folder, OWN);
    Files.writeString(
        folder.resolve(AUDIT),
        "%s user=\"%s\" %s\n"
            .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS), user(), what),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Who it is behind sudo(8). */
  private static String user() {
    var own = System.getProperty("user.name", "?");
    var before = System.getenv("SUDO_USER");
    return before == null ? own : before + " as " + own;
  }
}
