package pasvport.trials.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs of Debian packages that exclude one another, so that {@code bin/peers.sh} unpacks them
 * below {@code target/peers} instead of installing them.
 */
final class Unpacked {
  /** Tests run in the folder of their module. */
  private static final Path ROOT = Path.of("../target/peers").toAbsolutePath().normalize();

  private Unpacked() {}

  static boolean has(String program) {
    return Files.isReadable(ROOT.resolve(program));
  }

  static Path path(String name) {
    return ROOT.resolve(name);
  }

  /** A command line for one of them, which finds the libraries beside it. */
  static List<String> command(String program, String... words) {
    var command =
        new ArrayList<>(
            List.of(
                "env",
                "LD_LIBRARY_PATH=" + ROOT.resolve("usr/lib/x86_64-linux-gnu"),
                ROOT.resolve(program).toString()));
    command.addAll(List.of(words));
    return command;
  }
}
