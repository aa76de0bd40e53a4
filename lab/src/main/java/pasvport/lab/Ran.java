package pasvport.lab;

import java.time.Duration;
import java.util.List;

/**
 * A command that has run to its end in a host.
 *
 * @param host the host's name in the lab
 * @param command program and arguments
 * @param exit exit code; 128 + n when signal n ended it
 * @param stdout what it wrote there, as UTF-8, at most {@value Output#LIMIT} bytes
 * @param stderr likewise
 * @param took from its start to its end
 */
public record Ran(
    String host, List<String> command, int exit, String stdout, String stderr, Duration took) {
  public Ran {
    command = List.copyOf(command);
  }

  public boolean succeeded() {
    return exit == 0;
  }

  /**
   * This, if the command succeeded.
   *
   * @throws LabException if not, with all the command said
   */
  public Ran orThrow() {
    if (!succeeded()) {
      throw new LabException(toString());
    }
    return this;
  }

  /**
   * The command, its exit code and all it said, on several lines: the text for a failed assertion.
   */
  @Override
  public String toString() {
    return "%s: %s: exit code %d%s%s"
        .formatted(
            host, String.join(" ", command), exit, told("stdout", stdout), told("stderr", stderr));
  }

  static String told(String stream, String text) {
    return text.isBlank()
        ? ""
        : "\n" + stream + ":\n" + text.stripTrailing().indent(2).stripTrailing();
  }
}
