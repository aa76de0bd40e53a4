package pasvport.firewall.apply;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The connection that an administrator is logged in over, which no change may cut.
 *
 * @param client where the administrator sits
 * @param server the address of this host that the connection goes to
 * @param port the port of this host
 */
public record Login(InetAddress client, InetAddress server, int port) {

  /** sshd(8): client address, client port, server address, server port. */
  private static final Pattern VARIABLE =
      Pattern.compile("SSH_CONNECTION=([0-9A-Fa-f.:]+) \\d+ ([0-9A-Fa-f.:]+) (\\d+)");

  /** The processes between a login and this one are a handful; more is a loop. */
  private static final int DEEPEST = 64;

  /**
   * The one that this process was started from. The variable is looked for in its ancestors too,
   * because sudo(8) takes it away.
   */
  public static Optional<Login> ofThisProcess() {
    var process = Optional.of(ProcessHandle.current());
    for (var depth = 0; depth < DEEPEST && process.isPresent(); depth++) {
      var found = in(process.get().pid());
      if (found.isPresent()) {
        return found;
      }
      process = process.get().parent();
    }
    return Optional.empty();
  }

  private static Optional<Login> in(long process) {
    try {
      var environment =
          Files.readString(
              Path.of("/proc", Long.toString(process), "environ"), StandardCharsets.ISO_8859_1);
      return Arrays.stream(environment.split("\0", -1))
          .map(VARIABLE::matcher)
          .filter(variable -> variable.matches())
          .map(variable ->
              new Login(
                  InetAddress.ofLiteral(variable.group(1)),
                  InetAddress.ofLiteral(variable.group(2)),
                  Integer.parseInt(variable.group(3))))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // it has ended, or is another user's
    }
  }
}
