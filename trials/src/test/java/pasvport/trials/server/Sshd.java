package pasvport.trials.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import pasvport.lab.Host;

/**
 * A real OpenSSH server that lets this system's own user in, by a key.
 *
 * @param key the user's
 * @param known its host key, as known_hosts has it
 */
public record Sshd(Path key, Path known) {
  private static final String PROGRAM = "/usr/sbin/sshd";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  public static boolean isThere() {
    return Files.isExecutable(Path.of(PROGRAM));
  }

  /**
   * Starts one.
   *
   * @param name what clients call it
   * @param lines further lines of its configuration, such as which program serves SFTP
   */
  public static Sshd start(Host host, int port, Path folder, String name, String... lines)
      throws IOException {
    // It drops its rights into a folder that the service would make.
    Files.createDirectories(Path.of("/run/sshd"));
    var hostKey = pair(host, folder.resolve("host_key"));
    var userKey = pair(host, folder.resolve("user_key"));
    var configuration =
        Files.writeString(
            folder.resolve("sshd_config"),
            """
            Port %d
            HostKey %s
            AuthorizedKeysFile %s.pub
            PidFile none
            PermitRootLogin yes
            PasswordAuthentication no
            StrictModes no
            UsePAM no
            %s
            """
                .formatted(port, hostKey, userKey, String.join("\n", lines)));
    host.start(List.of(PROGRAM, "-D", "-e", "-f", configuration.toString()), port);
    var words = Files.readString(folder.resolve("host_key.pub")).split(" ", -1);
    var known =
        Files.writeString(
            folder.resolve("known_hosts"),
            "%s %s %s\n".formatted(name, words[0], words[1].strip()));
    return new Sshd(userKey, known);
  }

  private static Path pair(Host host, Path file) {
    host.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "trial", "-f", file.toString())
        .within(PATIENCE)
        .orThrow();
    return file;
  }
}
