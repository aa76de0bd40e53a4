package pasvport.site;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The embedded server's settings.
 *
 * @param files the absolute folder that holds the users' files; absent, {@link Home#files()}
 * @param anonymous whether anyone may log in without a password, to read
 * @param sftpPort where it is reached by SFTP, at the addresses of {@code listen}; 0 for nowhere
 */
public record Embedded(
    @Key("The folder that holds the users' files, an absolute path; left out, `<home>/files`.")
        Optional<Path> files,
    @Key(value = "Whether anyone may log in as `anonymous`, to read.", standard = "false")
        boolean anonymous,
    @Key(
            value =
                "The port for SFTP, at the addresses of `listen`; 0 switches SFTP off. Users and"
                    + " files are the same as with FTP.",
            standard = "2022",
            min = 0,
            max = PortRange.HIGHEST)
        int sftpPort) {

  /** Without SFTP. */
  static final int NO_PORT = 0;
}
