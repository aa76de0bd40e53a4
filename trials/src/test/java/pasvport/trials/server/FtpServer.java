package pasvport.trials.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A real FTP server in a host of the lab, on IPv4 and IPv6. */
public interface FtpServer {
  default String user() {
    return Place.USER;
  }

  default String password() {
    return Place.PASSWORD;
  }

  /** The folder at the server that may be written to, ending in "/"; empty for the user's own. */
  default String folder() {
    return "";
  }

  /** Where the files of that folder are on this machine. */
  Path files();

  /** Puts a file into the folder that clients may read and change. */
  default void put(String name, byte[] content) throws IOException {
    var file = Files.write(files().resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
  }
}
