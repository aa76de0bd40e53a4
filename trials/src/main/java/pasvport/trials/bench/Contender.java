package pasvport.trials.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import pasvport.lab.Running;

/** What stands in the middle: the kernel alone, a peer, or Pasvport with one of its planes. */
enum Contender {
  KERNEL("kernel helper"),
  FTP_PROXY("ftp-proxy"),
  MOD_PROXY("mod_proxy"),
  SPLICE("pasvport splice"),
  BRIDGE("pasvport bridge");

  static final int PORT = 2121;

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final String label;

  Contender(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Where the client connects. */
  String host() {
    return this == KERNEL ? Field.SERVER : Field.MIDDLE;
  }

  int port() {
    return this == KERNEL ? 21 : PORT;
  }

  /**
   * Starts it in the middle.
   *
   * @param peers where the peers' Debian packages are unpacked
   * @return its process, or null for the kernel, whose work belongs to none
   */
  @Nullable Running start(Field field, Path folder, Path peers) throws IOException {
    return switch (this) {
      case KERNEL -> {
        field.middle.nft(KERNEL_RULES);
        yield null;
      }
      case FTP_PROXY -> {
        Path configuration =
            Files.writeString(
                folder.resolve("ftp-proxy.conf"),
                """
                [-Global-]
                ServerType standalone
                Listen %s
                Port %d
                DestinationAddress %s
                DestinationPort 21
                MaxClients 512
                ForkLimit 100000
                PidFile %s
                """
                    .formatted(Field.MIDDLE, PORT, Field.SERVER, folder.resolve("ftp-proxy.pid")));
        yield field.middle.start(
            List.of(
                peers.resolve("usr/sbin/ftp-proxy").toString(),
                "-n",
                "-f",
                configuration.toString()),
            PORT);
      }
      case MOD_PROXY -> {
        Path tables = Files.createDirectories(folder.resolve("proxy"));
        Path configuration =
            Files.writeString(
                folder.resolve("proftpd.conf"),
                """
                ServerName bench
                ServerType standalone
                DefaultAddress %s
                Port %d
                UseIPv6 off
                User root
                Group root
                MaxInstances none
                WtmpLog off
                DelayEngine off
                ModulePath %s
                LoadModule mod_tls.c
                LoadModule mod_proxy.c
                ScoreboardFile none
                PidFile %s
                SystemLog none
                TransferLog none
                <IfModule mod_proxy.c>
                  ProxyEngine on
                  ProxyTables %s
                  ProxyRole reverse
                  ProxyReverseServers ftp://%s:21
                </IfModule>
                """
                    .formatted(
                        Field.MIDDLE,
                        PORT,
                        peers.resolve("usr/lib/proftpd"),
                        folder.resolve("proftpd.pid"),
                        tables,
                        Field.SERVER));
        yield field.middle.start(
            List.of(
                "env",
                "LD_LIBRARY_PATH=" + peers.resolve("usr/lib/x86_64-linux-gnu"),
                peers.resolve("usr/sbin/proftpd").toString(),
                "-n",
                "-c",
                configuration.toString()),
            PORT);
      }
      case SPLICE -> pasvport(field, folder, "splice");
      case BRIDGE -> pasvport(field, folder, "bridge");
    };
  }

  /** Only control and what conntrack's FTP helper relates to it passes. */
  private static final String KERNEL_RULES =
      """
      table inet bench {
        ct helper ftp-standard { type "ftp" protocol tcp; }
        chain assign {
          type filter hook prerouting priority filter;
          tcp dport 21 ct helper set "ftp-standard"
        }
        chain forward {
          type filter hook forward priority filter; policy drop;
          ct state established accept
          ct helper "ftp" ct state related accept
          tcp dport 21 ct state new accept
        }
      }
      """;

  static void clearRules(Field field) {
    field.middle.nft("table inet bench\ndelete table inet bench\n");
  }

  private static Running pasvport(Field field, Path folder, String planes, String... heap)
      throws IOException {
    Path site =
        Files.writeString(
            folder.resolve(planes + ".yaml"),
            """
            listen: %d
            server: %s
            limits: {sessions: 20000, sessions-per-address: 20000, logins-per-minute: 1000000}
            passive: {queue: 10000}
            """
                .formatted(PORT, Field.SERVER));
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(List.of(heap));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "-Dpasvport.planes=" + planes,
            "-cp",
            System.getProperty("java.class.path"),
            "pasvport.app.Main",
            "up",
            "--site",
            site.toString(),
            "--home",
            folder.resolve("home").toString()));
    return field.middle.start(command, PORT);
  }
}
