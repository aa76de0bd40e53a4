package pasvport.firewall.apply;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import pasvport.lab.Cell;
import pasvport.lab.Command;
import pasvport.lab.Host;
import pasvport.lab.LabException;
import pasvport.lab.Ran;

/** Where programs run: on this machine, or in a host of the lab. */
public interface Shell {
  /** Loading ten thousand rules takes seconds on a busy machine; beyond this a program hangs. */
  Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Runs a program to its end.
   *
   * @param input what it reads on its standard input
   * @throws ApplyException if it cannot be started, or does not end
   */
  Ran run(List<String> command, String input) throws ApplyException;

  /** On this machine itself. */
  static Shell here() {
    return (command, input) -> ended(Command.here(command), input);
  }

  /** In a host of the lab. */
  static Shell in(Host host) {
    return (command, input) -> ended(host.run(command), input);
  }

  /** In a cell of a host of the lab. */
  static Shell in(Cell cell) {
    return (command, input) -> ended(cell.run(command), input);
  }

  /**
   * Makes a folder of another place hold what it holds here.
   *
   * @throws ApplyException if it cannot be read here or written there
   */
  default void copyFolder(String folder, Shell to) throws ApplyException {
    var packed = did(List.of("sh", "-c", "tar -C \"$0\" -cf - . | base64", folder), "");
    to.did(List.of("sh", "-c", "base64 -d | tar -C \"$0\" -xf -", folder), packed);
  }

  /**
   * Runs lines of a POSIX shell script, up to the first that fails.
   *
   * @param files what it finds in its working folder, by name
   * @throws ApplyException if one fails
   */
  default void script(List<String> lines, Map<String, String> files) throws ApplyException {
    var folder = told("mktemp", "-d").strip();
    try {
      for (var file : files.entrySet()) {
        did(List.of("sh", "-c", "cat >\"$0\"", folder + "/" + file.getKey()), file.getValue());
      }
      did(List.of("sh", "-ec", "cd \"$0\"\n" + String.join("\n", lines), folder), "");
    } finally {
      told("rm", "-rf", folder);
    }
  }

  /**
   * What a program writes, with nothing to read.
   *
   * @throws ApplyException if it fails
   */
  default String told(String... command) throws ApplyException {
    return did(List.of(command), "");
  }

  /**
   * The same for a program that reads something.
   *
   * @throws ApplyException if it fails
   */
  default String did(List<String> command, String input) throws ApplyException {
    Ran ran = run(command, input);
    if (!ran.succeeded()) {
      throw new ApplyException(
          "%s failed (exit code %d): %s"
              .formatted(
                  String.join(" ", command), ran.exit(), (ran.stderr() + ran.stdout()).strip()));
    }
    return ran.stdout();
  }

  private static Ran ended(Command command, String input) throws ApplyException {
    try {
      return command.reading(input.getBytes(StandardCharsets.UTF_8)).within(PATIENCE);
    } catch (LabException e) {
      throw new ApplyException(String.valueOf(e.getMessage()), e);
    }
  }
}
