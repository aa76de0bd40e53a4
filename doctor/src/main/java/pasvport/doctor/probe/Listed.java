package pasvport.doctor.probe;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What listings showed: the largest file, for a download. */
final class Listed {
  /** {@code ls -l}, as almost every server writes it: kind, size, name. */
  private static final Pattern ENTRY =
      Pattern.compile(
          "^([-d])\\S{9,10}\\s+\\d+\\s+\\S+\\s+\\S+\\s+(\\d{1,18})\\s+\\S+\\s+\\d+\\s+\\S+\\s(.{1,255}?)\\r?$",
          Pattern.MULTILINE);

  private final String path;
  private Optional<String> largest = Optional.empty();
  private Optional<String> subfolder = Optional.empty();
  private long size;

  /**
   * @param path a file, a folder that ends in a slash, or nothing
   */
  Listed(String path) {
    this.path = path;
  }

  /** The folder to list; empty for where the login leads. */
  String folder() {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  void read(byte[] listing) {
    readBelow(folder(), listing);
  }

  void readBelow(String folder, byte[] listing) {
    ENTRY
        .matcher(new String(listing, StandardCharsets.UTF_8))
        .results()
        .filter(entry -> entry.group(3).chars().noneMatch(Character::isISOControl))
        .forEach(entry -> {
          var name = folder + entry.group(3);
          if (entry.group(1).equals("d")) {
            subfolder = subfolder.or(() -> Optional.of(name + "/"));
          } else if (Long.parseLong(entry.group(2)) > size) {
            size = Long.parseLong(entry.group(2));
            largest = Optional.of(name);
          }
        });
  }

  /** The first folder seen, while no file is known. */
  Optional<String> subfolder() {
    return file().isPresent() ? Optional.empty() : subfolder;
  }

  /** The file that was named, or the largest that was seen. */
  Optional<String> file() {
    return path.isEmpty() || path.endsWith("/") ? largest : Optional.of(path);
  }
}
