package pasvport.site;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A site's file as text: bounded, and UTF-8. */
final class SiteFile {

  /** The byte order mark that some editors put first. */
  private static final String MARK = "\uFEFF";

  private SiteFile() {}

  static String read(Path file) throws SiteException {
    if (Files.isDirectory(file)) {
      throw refused(file, "this is a folder; name the file");
    }
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(Site.LONGEST_FILE + 1);
      if (bytes.length > Site.LONGEST_FILE) {
        throw refused(file, "this is longer than 1 MiB, so it is no site");
      }
      return decode(bytes, file);
    } catch (NoSuchFileException e) {
      throw refused(file, "there is no such file");
    } catch (AccessDeniedException e) {
      throw refused(file, "this user may not read it");
    } catch (IOException e) {
      throw refused(file, "it cannot be read: " + Quoted.text(String.valueOf(e.getMessage())));
    }
  }

  private static String decode(byte[] bytes, Path file) throws SiteException {
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length);
    var result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    var text = out.flip().toString();
    if (result.isError()) {
      var line = (int) text.chars().filter(c -> c == '\n').count() + 1;
      var column = text.length() - text.lastIndexOf('\n');
      throw new SiteException(
          file.toString(),
          List.of(
              new Problem(
                  Problem.Severity.ERROR,
                  line,
                  column,
                  "",
                  "this byte (0x%02x) is not UTF-8; save the file as UTF-8"
                      .formatted(bytes[in.position()]))));
    }
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }

  private static SiteException refused(Path file, String message) {
    return new SiteException(
        file.toString(), List.of(new Problem(Problem.Severity.ERROR, 0, 0, "", message)));
  }
}
