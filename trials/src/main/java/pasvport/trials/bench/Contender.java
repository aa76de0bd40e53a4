package pasvport.trials.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import pasvport.lab.Running;

/** What stands in the middle: nothing, the kernel alone, a peer, or Pasvport with one plane. */
enum Contender {
  DIRECT("no firewall", 21),
  KERNEL("kernel helper", 21),
  FTP_PROXY("ftp-proxy", 2121),
  MOD_PROXY("mod_proxy", 2122),
  SPLICE("pasvport splice", 2123),
  BRIDGE("pasvport bridge", 2124),

  /** TLS toward the client, a server in clear. */
  MOD_PROXY_TLS("mod_proxy, TLS in front", 2126),
  TLS("pasvport, TLS in front", 2127),

  /** TLS on both legs. */
  MOD_PROXY_TLS_TLS("mod_proxy, TLS twice", 2128),
  TLS_TLS("pasvport, TLS twice", 2129),

  /** Before a server that only logs in, to see what a session keeps. */
  MEMORY("pasvport, idle", 2125),
  TLS_MEMORY("pasvport, idle under TLS", 2130);

  /** Each has ten ports for data of its own, so that all can run side by side. */
  private static final int PORTS = 10;

  private final String label;
  private final int port;

  Contender(String label, int port) {
    this.label = label;
    this.port = port;
  }

  String label() {
    return label;
  }

  /** Whether it is a process; else the kernel does it all. */
  boolean isProcess() {
    return this != DIRECT && this != KERNEL;
  }

  /** Whether its code is compiled while it runs. */
  boolean isJava() {
    return switch (this) {
      case SPLICE, BRIDGE, MEMORY, TLS, TLS_TLS, TLS_MEMORY -> true;
      case DIRECT, KERNEL, FTP_PROXY, MOD_PROXY, MOD_PROXY_TLS, MOD_PROXY_TLS_TLS -> false;
    };
  }

  /** Whether the client speaks TLS with it. */
  boolean isSecured() {
    return switch (this) {
      case MOD_PROXY_TLS, MOD_PROXY_TLS_TLS, TLS, TLS_TLS, TLS_MEMORY -> true;
      case DIRECT, KERNEL, FTP_PROXY, MOD_PROXY, SPLICE, BRIDGE, MEMORY -> false;
    };
  }

  /** Whether it is there for its memory alone. */
  boolean isIdle() {
    return this == MEMORY || this == TLS_MEMORY;
  }

  /** Where the client connects. */
  String host() {
    return isProcess() ? Field.MIDDLE : Field.SERVER;
  }

  int port() {
    return port;
  }

  /** Its turn begins: only then the kernel tracks connections. */
  void enter(Field field) {
    if (this == KERNEL) {
      field.middle.nft(KERNEL_RULES);
    }
  }

  /** Its turn is over. */
  void leave(Field field) {
    if (this == KERNEL) {
      field.middle.nft("delete table inet bench\n");
    }
  }

  /**
   * Starts it in the middle.
   *
   * @param peers where the peers' Debian packages are unpacked
   * @param heap options for the size of Java's heap
   */
  Running start(Field field, Path folder, Path peers, String heap) throws IOException {
    return switch (this) {
      case DIRECT, KERNEL -> throw new IllegalStateException(this + " is no process");
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
                    .formatted(
                        Field.MIDDLE, port(), Field.SERVER, folder.resolve("ftp-proxy.pid")));
        yield field.middle.start(
            List.of(
                peers.resolve("usr/sbin/ftp-proxy").toString(),
                "-n",
                "-f",
                configuration.toString()),
            port());
      }
      case MOD_PROXY, MOD_PROXY_TLS, MOD_PROXY_TLS_TLS -> {
        Path tables = Files.createDirectories(folder.resolve(name() + "-tables"));
        Path configuration =
            Files.writeString(
                folder.resolve(name() + ".conf"),
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
                  ProxyReverseServers ftp://%s:%d
                %s</IfModule>
                %s\
                """
                    .formatted(
                        Field.MIDDLE,
                        port(),
                        peers.resolve("usr/lib/proftpd"),
                        folder.resolve(name() + ".pid"),
                        tables,
                        Field.SERVER,
                        this == MOD_PROXY_TLS_TLS ? Field.TLS_PORT : Field.SERVER_PORT,
                        this == MOD_PROXY_TLS_TLS ? proxyTls(field) : "",
                        isSecured() ? frontTls(field) : ""));
        yield field.middle.start(
            List.of(
                "env",
                "LD_LIBRARY_PATH=" + peers.resolve("usr/lib/x86_64-linux-gnu"),
                peers.resolve("usr/sbin/proftpd").toString(),
                "-n",
                "-c",
                configuration.toString()),
            port());
      }
      case SPLICE -> pasvport(field, folder, "splice", Field.SERVER_PORT, heap);
      case BRIDGE -> pasvport(field, folder, "bridge", Field.SERVER_PORT, heap);
      case TLS -> pasvport(field, folder, "splice", Field.SERVER_PORT, heap);
      case TLS_TLS -> pasvport(field, folder, "splice", Field.TLS_PORT, heap);
      case MEMORY, TLS_MEMORY -> pasvport(field, folder, "splice", Field.QUIET_PORT, heap);
    };
  }

  /** mod_tls with its own default: data must resume the control connection's session. */
  private static String frontTls(Field field) {
    return """
    <IfModule mod_tls.c>
      TLSEngine on
      TLSProtocol TLSv1.2 TLSv1.3
      TLSECCertificateFile %s
      TLSECCertificateKeyFile %s
      TLSRequired on
    </IfModule>
    """
        .formatted(field.certificate(), field.key());
  }

  private static String proxyTls(Field field) {
    return """
    ProxyTLSEngine on
    ProxyTLSProtocol TLSv1.2 TLSv1.3
    ProxyTLSCACertificateFile %s
    ProxyTLSTransferProtectionPolicy required
    """
        .formatted(field.certificate());
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

  private Running pasvport(Field field, Path folder, String planes, int server, String heap)
      throws IOException {
    int passive = Field.FIRST_RESERVED + PORTS * (port - Field.LOWEST_PORT);
    Path site =
        Files.writeString(
            folder.resolve(name() + ".yaml"),
            """
            listen: %d
            server: %s:%d
            limits: {sessions: 20000, sessions-per-address: 20000, logins-per-minute: 1000000, handshakes-per-minute: 1000000}
            passive: {ports: %d-%d, queue: 10000}
            certificates: {files: [{certificate: %s, key: %s}]}
            %s
            """
                .formatted(
                    port(),
                    Field.SERVER,
                    server,
                    passive,
                    passive + PORTS - 1,
                    field.certificate(),
                    field.key(),
                    this == TLS_TLS
                        ? "server-tls: {mode: explicit, trust: " + field.certificate() + "}"
                        : ""));
    return field.middle.start(
        List.of(
            "env",
            "JDK_JAVA_OPTIONS=-Dpasvport.planes=" + planes + " " + heap,
            Path.of("pasvport").toAbsolutePath().toString(),
            "up",
            "--site",
            site.toString(),
            "--home",
            folder.resolve("home").toString()),
        port());
  }
}
