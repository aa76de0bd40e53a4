package pasvport.trials.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import pasvport.lab.Host;

/** Servers of a few lines, for the system's Python: what no real server can be made to do. */
public final class Script {
  private static final String PYTHON = "/usr/bin/python3";

  private Script() {}

  /** An FTP server that breaks the rules that it is given as JSON; faulty_server.py says how. */
  public static void faultyServer(Host host, int port, Path folder, String rules)
      throws IOException {
    var place = Place.at(folder);
    start(
        host,
        port,
        place,
        "faulty_server.py",
        Place.USER,
        Place.PASSWORD,
        place.files().toString(),
        rules);
  }

  /** Takes connections, says a text, and perhaps closes. */
  public static void listener(Host host, int port, Path folder, String... words)
      throws IOException {
    start(host, port, Place.at(folder), "listener.py", words);
  }

  /** A device between clients and the server at another address; middlebox.py says what it does. */
  public static void middlebox(Host host, int port, Path folder, String server, String rules)
      throws IOException {
    start(host, port, Place.at(folder), "middlebox.py", server, rules);
  }

  private static void start(Host host, int port, Place place, String script, String... words)
      throws IOException {
    String text;
    try (var in = requireNonNull(Script.class.getResourceAsStream(script))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    var command =
        new ArrayList<>(
            List.of(PYTHON, place.write(script, text).toString(), Integer.toString(port)));
    command.addAll(List.of(words));
    host.start(command, port);
  }
}
