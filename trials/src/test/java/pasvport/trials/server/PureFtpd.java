package pasvport.trials.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pasvport.lab.Host;

/** A real Pure-FTPd with one virtual user, whose home is all that he sees. */
public record PureFtpd(Path files) implements FtpServer {
  private static final String PROGRAM = "usr/sbin/pure-ftpd";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  public static boolean isThere() {
    return Unpacked.has(PROGRAM);
  }

  public static PureFtpd start(Host host, int port, Path folder) throws IOException {
    return start(host, port, folder, Optional.empty(), List.of());
  }

  /** Starts one that speaks TLS to those who ask for it: implicit TLS it has not. */
  public static PureFtpd start(Host host, int port, Path folder, ServerTls tls) throws IOException {
    return start(host, port, folder, Optional.of(tls), List.of());
  }

  /** Starts one with further options. */
  public static PureFtpd start(Host host, int port, Path folder, List<String> options)
      throws IOException {
    return start(host, port, folder, Optional.empty(), options);
  }

  /** As that, with TLS. */
  public static PureFtpd start(
      Host host, int port, Path folder, ServerTls tls, List<String> options) throws IOException {
    return start(host, port, folder, Optional.of(tls), options);
  }

  private static PureFtpd start(
      Host host, int port, Path folder, Optional<ServerTls> tls, List<String> options)
      throws IOException {
    var place = Place.at(folder);
    var users =
        place.write(
            "users",
            "%s:%s:%d:%d::%s/./::::::::::::\n"
                .formatted(Place.USER, Place.HASH, Place.NOBODY, Place.NOBODY, place.files()));
    var database = place.folder().resolve("users.pdb");
    host.run(
            Unpacked.command(
                "usr/bin/pure-pw", "mkdb", database.toString(), "-f", users.toString()))
        .within(PATIENCE)
        .orThrow();
    var words =
        new ArrayList<>(
            List.of(
                "--bind=" + port,
                "--login=puredb:" + database,
                "--noanonymous",
                "--dontresolve",
                // All come from the gateway's address.
                "--maxclientsnumber=500",
                "--maxclientsperip=500",
                "--pidfile=" + place.folder().resolve("pid")));
    words.addAll(options);
    tls.ifPresent(
        wanted -> words.addAll(List.of("--tls=1", "--certfile=" + wanted.identity().both())));
    var command = Unpacked.command(PROGRAM, words.toArray(String[]::new));
    if (tls.isPresent()) {
      command = tls.get().limited(command, folder);
    }
    host.start(command, port);
    return new PureFtpd(place.files());
  }
}
