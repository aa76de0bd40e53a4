package pasvport.trials.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import pasvport.lab.Host;

/** A real ProFTPD with one user, whose home is all that he sees. */
public record Proftpd(Path files) implements FtpServer {
  private static final String PROGRAM = "usr/sbin/proftpd";
  private static final String MODULES = "usr/lib/proftpd";

  public static boolean isThere() {
    return Unpacked.has(PROGRAM) && Unpacked.has(MODULES + "/mod_tls.so");
  }

  public static Proftpd start(Host host, int port, Path folder) throws IOException {
    return start(host, port, folder, Optional.empty(), List.of());
  }

  /** Starts one that demands that data resumes the control connection's TLS session. */
  public static Proftpd start(Host host, int port, Path folder, ServerTls tls) throws IOException {
    return start(host, port, folder, Optional.of(tls), List.of());
  }

  /** Starts one with further directives. */
  public static Proftpd start(Host host, int port, Path folder, List<String> directives)
      throws IOException {
    return start(host, port, folder, Optional.empty(), directives);
  }

  /** As that, with TLS. */
  public static Proftpd start(
      Host host, int port, Path folder, ServerTls tls, List<String> directives) throws IOException {
    return start(host, port, folder, Optional.of(tls), directives);
  }

  private static Proftpd start(
      Host host, int port, Path folder, Optional<ServerTls> tls, List<String> directives)
      throws IOException {
    var place = Place.at(folder);
    var users =
        place.write(
            "users",
            "%s:%s:%d:%d::%s:/bin/sh\n"
                .formatted(Place.USER, Place.HASH, Place.NOBODY, Place.NOBODY, place.files()));
    var configuration =
        place.write(
            "proftpd.conf",
            """
            ServerName trial
            ServerType standalone
            DefaultServer on
            Port %d
            UseIPv6 on
            User nobody
            Group nogroup
            AuthOrder mod_auth_file.c
            AuthUserFile %s
            RequireValidShell off
            DefaultRoot ~
            AllowOverwrite on
            # Both are off otherwise; a resumed transfer needs them.
            AllowStoreRestart on
            AllowRetrieveRestart on
            MaxInstances none
            # No names, no waiting, no traces: each would cost time or need the machine's files.
            UseReverseDNS off
            DelayEngine off
            WtmpLog off
            ScoreboardFile none
            PidFile %s
            SystemLog %s
            TransferLog none
            %s
            %s
            """
                .formatted(
                    port,
                    users,
                    place.folder().resolve("pid"),
                    place.folder().resolve("log"),
                    tls.map(wanted -> settings(wanted, place)).orElse(""),
                    String.join("\n", directives)));
    var command = Unpacked.command(PROGRAM, "-n", "-c", configuration.toString());
    if (tls.isPresent()) {
      command = tls.get().limited(command, folder);
    }
    host.start(command, port);
    return new Proftpd(place.files());
  }

  /** That data must resume is the default; there is only an option against it. */
  private static String settings(ServerTls tls, Place place) {
    return """
    ModulePath %s
    LoadModule mod_tls.c
    TLSEngine on
    TLSRequired off
    TLSLog %s
    TLSProtocol TLSv1.2 TLSv1.3
    TLSRSACertificateFile %s
    TLSRSACertificateKeyFile %s
    %s
    """
        .formatted(
            Unpacked.path(MODULES),
            place.folder().resolve("tls.log"),
            tls.identity().certificate(),
            tls.identity().key(),
            tls.implicit() ? "TLSOptions UseImplicitSSL" : "");
  }
}
