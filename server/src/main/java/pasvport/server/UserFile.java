package pasvport.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file that holds the users: one a line, {@code name:hash}, the form of {@code htpasswd -B}; a
 * line that begins with {@code #} is a comment and is kept.
 */
final class UserFile {

  // Ten thousand users fill a tenth of it; more than that belongs into a directory service.
  private static final int MAX_BYTES = 8 << 20;

  // Another writer holds the lock for milliseconds; who holds it longer hangs.
  private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
  private static final Duration LOCK_RETRY = Duration.ofMillis(20);

  // A higher cost would take minutes a login (2^cost rounds): surely a mistake.
  private static final Pattern HASH =
      Pattern.compile("\\$2[aby]\\$(?:0[4-9]|1[0-5])\\$[./A-Za-z0-9]{53}");

  private static final String HEADING =
      "# Pasvport's users, one a line, with bcrypt hashes. To change them: pasvport user --help";

  /** Guards the file between this program's threads; file locks do so between programs. */
  private static final ReentrantLock WRITING = new ReentrantLock();

  private final Path path;

  UserFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** What tells one state of the file from another. */
  record Stamp(FileTime modified, long size, @Nullable Object identity) {
    static final Stamp ABSENT = new Stamp(FileTime.fromMillis(0), -1, null);
  }

  /**
   * The users as they stand in the file.
   *
   * @param lines all of them, as they stand
   * @param hashes by name, in the file's order
   * @param mistakes lines that make no sense, each a sentence; their users are left out
   */
  record Content(List<Line> lines, Map<String, String> hashes, List<String> mistakes) {}

  /**
   * A line of the file.
   *
   * @param user whose line it is; empty for others
   */
  record Line(String text, String user) {
    static Line of(String name, String hash) {
      return new Line(name + ":" + hash, name);
    }
  }

  Stamp stamp() throws IOException {
    try {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (NoSuchFileException e) {
      return Stamp.ABSENT;
    }
  }

  Content read() throws IOException {
    List<String> lines;
    try (var in = Files.newInputStream(path)) {
      var bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(path + " is larger than " + MAX_BYTES + " bytes: not read");
      }
      lines =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes))
              .toString()
              .lines()
              .toList();
    } catch (NoSuchFileException e) {
      lines = List.of();
    } catch (CharacterCodingException e) {
      throw new IOException(path + " is not UTF-8: not read", e);
    }
    return parse(lines);
  }

  private Content parse(List<String> lines) {
    var hashes = new LinkedHashMap<String, String>();
    var taken = new HashSet<String>();
    var mistakes = new ArrayList<String>();
    var kept = new ArrayList<Line>();
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        kept.add(new Line(line, ""));
        continue;
      }
      var where = path + ":" + (i + 1) + ": ";
      var hash = line.substring(line.indexOf(':') + 1).strip();
      try {
        var name = UserName.of(line.substring(0, Math.max(0, line.indexOf(':'))));
        if (!HASH.matcher(hash).matches()) {
          mistakes.add(
              where + "expected name:hash with a bcrypt hash ($2a$, $2b$ or $2y$, cost 4 to 15)");
        } else if (!taken.add(name.key())) {
          mistakes.add(where + "this user stands further up already");
        } else {
          hashes.put(name.text(), hash);
          kept.add(new Line(line, name.text()));
        }
      } catch (UserRefusedException e) {
        mistakes.add(where + e.getMessage());
      }
    }
    return new Content(kept, hashes, mistakes);
  }

  /** A change from the users as they are to the file's new lines. */
  @FunctionalInterface
  interface Change {
    List<Line> apply(Content content) throws UserRefusedException;
  }

  /** Changes the file as a whole or not at all, one writer at a time. */
  void change(Change change) throws IOException, UserRefusedException {
    WRITING.lock();
    try (var channel =
            FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PrivateFile.ownerOnly(path));
        var _ = lock(channel)) {
      var content = read();
      if (!content.mistakes().isEmpty()) {
        throw new IOException(String.join("\n", content.mistakes()) + "\nCorrect the file first.");
      }
      write(change.apply(content));
    } finally {
      WRITING.unlock();
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    var deadline = System.nanoTime() + LOCK_WAIT.toNanos();
    while (true) {
      var lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "Another program has been changing "
                + path
                + " for "
                + LOCK_WAIT.toSeconds()
                + " s; try again");
      }
      try {
        Thread.sleep(LOCK_RETRY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while another program was changing " + path, e);
      }
    }
  }

  private void write(List<Line> lines) throws IOException {
    var text = new StringBuilder();
    if (lines.isEmpty() || !lines.getFirst().text().startsWith("#")) {
      text.append(HEADING).append('\n');
    }
    lines.forEach(line -> text.append(line.text()).append('\n'));
    PrivateFile.write(path, StandardCharsets.UTF_8.encode(text.toString()));
  }
}
