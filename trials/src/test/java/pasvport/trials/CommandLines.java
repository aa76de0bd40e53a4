package pasvport.trials;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pasvport's command line, as a process that lab hosts can run. */
final class CommandLines {
  private CommandLines() {}

  /** The verb and its arguments, with what starts them before; compiled little, to start soon. */
  static List<String> of(String... words) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "pasvport.app.Main"));
    command.addAll(List.of(words));
    return command;
  }
}
