package pasvport.trials.server;

import java.io.IOException;
import java.nio.file.Path;
import pasvport.lab.Host;

/** A real ProFTPD with one user, whose home is all that he sees. */
public record Proftpd(Path files) implements FtpServer {
  private static final String PROGRAM = "usr/sbin/proftpd";

  public static boolean isThere() {
    return Unpacked.has(PROGRAM);
  }

  public static Proftpd start(Host host, int port, Path folder) throws IOException {
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
            """
                .formatted(
                    port, users, place.folder().resolve("pid"), place.folder().resolve("log")));
    host.start(Unpacked.command(PROGRAM, "-n", "-c", configuration.toString()), port);
    return new Proftpd(place.files());
  }
}
