package pasvport.doctor.explain.live;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lines that are added to a file from now on, also when it is rotated or cut meanwhile. */
final class Tail {

  /** What is read at a time; more is read the next time. */
  private static final int MOST_BYTES = 1 << 18;

  /** A line that is longer is given in parts. */
  private static final int LONGEST_LINE = 1 << 14;

  private final Path file;
  private final Consumer<String> lines;
  private final StringBuilder line = new StringBuilder();
  private @Nullable Object key;
  private long position;

  /** Begins at the file's present end; a file that is not there yet is read from its beginning. */
  Tail(Path file, Consumer<String> lines) {
    this.file = file;
    this.lines = lines;
    try {
      var now = attributes();
      key = now.fileKey();
      position = now.size();
    } catch (IOException e) {
      position = 0;
    }
  }

  /** Takes what has been added since the last time. */
  void poll() {
    try {
      var now = attributes();
      if (!Objects.equals(now.fileKey(), key) || now.size() < position) {
        key = now.fileKey();
        position = 0;
        line.setLength(0);
      }
      if (now.size() > position) {
        read();
      }
    } catch (IOException e) {
      // between two files of a rotation there is none
    }
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }

  private void read() throws IOException {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(position);
      var bytes = new byte[(int) Math.min(MOST_BYTES, in.length() - position)];
      in.readFully(bytes);
      position += bytes.length;
      // ISO 8859-1 keeps every byte, also half of a character at the end.
      new String(bytes, StandardCharsets.ISO_8859_1).chars().forEach(this::take);
    }
  }

  private void take(int character) {
    if (character == '\n' || line.length() == LONGEST_LINE) {
      lines.accept(
          new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
              .stripTrailing());
      line.setLength(0);
    }
    if (character != '\n') {
      line.append((char) character);
    }
  }
}
