package pasvport.trials.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import pasvport.lab.Host;

/** A real pyftpdlib, Debian's for the system's Python, in a script of a few lines. */
public record Pyftpdlib(Path files) implements FtpServer {
  private static final String PYTHON = "/usr/bin/python3";

  public static boolean isThere() {
    return Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/pyftpdlib"));
  }

  public static Pyftpdlib start(Host host, int port, Path folder) throws IOException {
    var place = Place.at(folder);
    String script;
    try (var in = requireNonNull(Pyftpdlib.class.getResourceAsStream("pyftpdlib_server.py"))) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    host.start(
        List.of(
            PYTHON,
            place.write("server.py", script).toString(),
            Integer.toString(port),
            Place.USER,
            Place.PASSWORD,
            place.files().toString()),
        port);
    return new Pyftpdlib(place.files());
  }
}
