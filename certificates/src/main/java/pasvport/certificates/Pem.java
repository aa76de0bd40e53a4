package pasvport.certificates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Files in PEM (RFC 7468): what stands between their BEGIN and END lines, and where. */
final class Pem {

  /** A chain with its key has a few kilobytes; a file beyond this is something else. */
  static final int LONGEST = 1 << 20;

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final int LINE = 64;

  private Pem() {}

  /**
   * One block of a file.
   *
   * @param label {@code CERTIFICATE}
   * @param file the file it stands in
   * @param line the line of its BEGIN, from 1
   * @param body the lines between BEGIN and END
   */
  record Block(String label, Path file, int line, List<String> body) {

    Block {
      body = List.copyOf(body);
    }

    /** What the block holds; not for one with headers. */
    byte[] bytes() throws IOException {
      for (var index = 0; index < body.size(); index++) {
        if (!body.get(index).matches("[0-9A-Za-z+/=]*")) {
          throw new IOException("%s:%d: this is not base64".formatted(file, line + 1 + index));
        }
      }
      try {
        return Base64.getDecoder().decode(String.join("", body));
      } catch (IllegalArgumentException e) {
        throw failure("what stands in this block is not whole base64", e);
      }
    }

    /** The block as it stood in the file. */
    String text() {
      return BEGIN + label + "-----\n" + String.join("\n", body) + "\n" + END + label + "-----\n";
    }

    IOException failure(String what) {
      return new IOException("%s:%d: %s".formatted(file, line, what));
    }

    IOException failure(String what, Throwable cause) {
      return new IOException("%s:%d: %s".formatted(file, line, what), cause);
    }
  }

  /**
   * All blocks of a file; text around them is passed over.
   *
   * @throws IOException that names file and line, if it cannot be read or is cut off
   */
  static List<Block> read(Path file) throws IOException {
    var lines = new String(bytes(file), StandardCharsets.ISO_8859_1).lines().toList();
    var blocks = new ArrayList<Block>();
    for (var index = 0; index < lines.size(); index++) {
      var line = lines.get(index).strip();
      if (!line.startsWith(BEGIN) || !line.endsWith(DASHES) || line.length() <= BEGIN.length()) {
        continue;
      }
      var label = line.substring(BEGIN.length(), line.length() - DASHES.length());
      var end = index + 1;
      while (end < lines.size() && !lines.get(end).strip().equals(END + label + DASHES)) {
        end++;
      }
      if (end == lines.size()) {
        throw new IOException(
            "%s:%d: BEGIN %s has no END: the file is not whole".formatted(file, index + 1, label));
      }
      var body = lines.subList(index + 1, end).stream().map(String::strip).toList();
      blocks.add(new Block(label, file, index + 1, body));
      index = end;
    }
    return blocks;
  }

  /** A file's bytes; refused when there are more than any certificate needs. */
  static byte[] bytes(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new IOException(file + ": longer than 1 MiB, so it holds no certificate");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": this user may not read it", e);
    }
  }

  static String written(String label, byte[] bytes) {
    var body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
    return BEGIN + label + "-----\n" + body + "\n" + END + label + "-----\n";
  }
}
