package pasvport.server;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A file or directory as listings show it.
 *
 * @param size in bytes
 * @param writable whether who asks may change it
 */
record Entry(String name, Kind kind, long size, FileTime modified, boolean writable) {

  enum Kind {
    FILE,
    DIRECTORY,
    /** A symbolic link that leads nowhere, or outside the folder. */
    LINK,
    /** A pipe, a socket, a device. */
    OTHER
  }

  private static final Duration HALF_A_YEAR = Duration.ofDays(182);
  private static final DateTimeFormatter RECENT =
      DateTimeFormatter.ofPattern("MMM dd HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter OLD =
      DateTimeFormatter.ofPattern("MMM dd  uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  static Entry of(String name, BasicFileAttributes attributes, boolean writable) {
    var kind =
        attributes.isRegularFile()
            ? Kind.FILE
            : attributes.isDirectory()
                ? Kind.DIRECTORY
                : attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    return new Entry(name, kind, attributes.size(), attributes.lastModifiedTime(), writable);
  }

  /**
   * The line that {@code ls -l} would print, which is what clients expect of LIST; times are UTC.
   * Owner and group are made up: those of the server's host are nobody's business.
   */
  String longLine(Instant now) {
    var permissions =
        switch (kind) {
          case FILE -> writable ? "-rw-r--r--" : "-r--r--r--";
          case DIRECTORY -> writable ? "drwxr-xr-x" : "dr-xr-xr-x";
          case LINK -> "lrwxrwxrwx";
          case OTHER -> "p---------";
        };
    return longLine(now, permissions);
  }

  /** The same with these permissions, as in {@code -rw-r--r--}. */
  String longLine(Instant now, String permissions) {
    var time = modified.toInstant();
    var recent = time.isAfter(now.minus(HALF_A_YEAR)) && !time.isAfter(now);
    return String.format(
        Locale.ROOT,
        "%s 1 ftp      ftp      %12d %s %s",
        permissions,
        size,
        (recent ? RECENT : OLD).format(time),
        Shown.listed(name));
  }
}
