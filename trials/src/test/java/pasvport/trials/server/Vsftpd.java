package pasvport.trials.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import pasvport.lab.Host;
import pasvport.lab.Running;

/**
 * A real vsftpd in a host: anonymous, with one folder {@code /pub} that may be written to.
 *
 * <p>Anonymous because any other login would need a user of this machine.
 */
public final class Vsftpd implements FtpServer, AutoCloseable {
  public static final String USER = "anonymous";
  public static final String PASSWORD = "guest";

  private final Path folder;
  private final Running process;

  private Vsftpd(Path folder, Running process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts one on IPv4 and IPv6; its files, configuration and log are kept in a folder of its own.
   */
  public static Vsftpd start(Host host, int port, Path folder) throws IOException {
    return start(host, port, folder, Optional.empty(), "");
  }

  /** Starts one with more settings, lines of vsftpd.conf(5). */
  public static Vsftpd start(Host host, int port, Path folder, String settings) throws IOException {
    return start(host, port, folder, Optional.empty(), settings);
  }

  /** Starts one that demands that data resumes the control connection's TLS session. */
  public static Vsftpd start(Host host, int port, Path folder, ServerTls tls) throws IOException {
    return start(host, port, folder, tls, "");
  }

  /** The same with more settings, lines of vsftpd.conf(5). */
  public static Vsftpd start(Host host, int port, Path folder, ServerTls tls, String settings)
      throws IOException {
    return start(host, port, folder, Optional.of(tls), settings);
  }

  private static Vsftpd start(
      Host host, int port, Path folder, Optional<ServerTls> tls, String settings)
      throws IOException {
    var root = Files.createDirectories(folder.resolve("root"));
    var files = Files.createDirectories(root.resolve("pub"));
    var empty = Files.createDirectories(folder.resolve("empty"));
    // It works as user ftp, who must be able to reach its files.
    for (var each : List.of(folder, root, empty)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwxrwx"));
    var configuration =
        Files.writeString(
            folder.resolve("vsftpd.conf"),
            """
            listen=NO
            listen_ipv6=YES
            listen_port=%d
            background=NO
            anonymous_enable=YES
            local_enable=NO
            no_anon_password=NO
            anon_root=%s
            write_enable=YES
            anon_upload_enable=YES
            anon_mkdir_write_enable=YES
            anon_other_write_enable=YES
            anon_world_readable_only=NO
            anon_umask=022
            secure_chroot_dir=%s
            # Its sandbox knows an older kernel's calls, and a namespace a session is slow.
            seccomp_sandbox=NO
            isolate_network=NO
            # One process a session instead of two, which vsftpd does not do under TLS.
            one_process_model=%s
            max_clients=0
            max_per_ip=0
            async_abor_enable=YES
            xferlog_enable=YES
            xferlog_std_format=NO
            log_ftp_protocol=YES
            vsftpd_log_file=%s
            %s
            %s
            """
                .formatted(
                    port,
                    root,
                    empty,
                    tls.isPresent() ? "NO" : "YES",
                    folder.resolve("log"),
                    tls.map(Vsftpd::settings).orElse(""),
                    settings));
    var command = List.of("vsftpd", configuration.toString());
    if (tls.isPresent()) {
      command = tls.get().limited(command, folder);
    }
    return new Vsftpd(folder, host.start(command, port));
  }

  private static String settings(ServerTls tls) {
    return """
    ssl_enable=YES
    allow_anon_ssl=YES
    require_ssl_reuse=YES
    implicit_ssl=%s
    ssl_ciphers=HIGH
    rsa_cert_file=%s
    rsa_private_key_file=%s
    """
        .formatted(
            tls.implicit() ? "YES" : "NO", tls.identity().certificate(), tls.identity().key());
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public String password() {
    return PASSWORD;
  }

  @Override
  public String folder() {
    return "pub/";
  }

  @Override
  public Path files() {
    return folder.resolve("root/pub");
  }

  /** What it has logged until now: commands, replies, and OK or FAIL for each transfer. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Override
  public void close() {
    process.close();
  }
}
