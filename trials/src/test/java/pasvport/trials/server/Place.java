package pasvport.trials.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A server's own folder on this machine: its configuration, what it keeps, and the files that it
 * serves to a user without rights.
 */
record Place(Path folder, Path files) {
  /** The number of Debian's user and group nobody and nogroup. */
  static final int NOBODY = 65534;

  static final String USER = "alice";
  static final String PASSWORD = "guest";

  /** {@link #PASSWORD} as crypt(5) has it; {@code openssl passwd -6}. */
  static final String HASH =
      "$6$KT/s1GN6g/wLINF2$aQjBIkblsrWQBOom4Ib4Bjv4W9Mx/ApSj/nsytWD33QkoOWSJqRkSwTPtBC0lCArUnU.XFRFhRpdCprwaZ8AD0";

  static Place at(Path folder) throws IOException {
    var files = folder.resolve("files");
    make(folder, "rwxr-xr-x");
    make(files, "rwxrwxrwx");
    return new Place(folder, files);
  }

  private static void make(Path folder, String permissions) throws IOException {
    Files.setPosixFilePermissions(
        Files.createDirectories(folder), PosixFilePermissions.fromString(permissions));
  }

  /** Writes a file that only root may read. */
  Path write(String name, String text) throws IOException {
    var file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
