package pasvport.trials.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import pasvport.lab.Host;
import pasvport.lab.Lab;

/**
 * Where it is measured: a client, a host in the middle where one contender stands at a time, and a
 * server with its files in memory.
 *
 * <pre>
 *   client 10.1.0.2 ──── 10.1.0.1 middle 10.2.0.1 ──── 10.2.0.2 server (vsftpd, port 21)
 * </pre>
 */
final class Field implements AutoCloseable {
  static final String MIDDLE = "10.1.0.1";
  static final int SERVER_PORT = 21;

  /** The same server under TLS, data that resumes demanded. */
  static final int TLS_PORT = 2121;

  /** Where {@link QuietServer} is. */
  static final int QUIET_PORT = 2100;

  /** Below every contender's own. */
  static final int LOWEST_PORT = 2100;

  /** Ports from here to the last are for the contenders' data alone. */
  static final int FIRST_RESERVED = 50000;

  static final String MIDDLE_TO_SERVER = "10.2.0.1";
  static final String SERVER = "10.2.0.2";
  static final String USER = "anonymous";
  static final String PASSWORD = "bench";

  static final String LARGE = "pub/large";
  static final String SMALL = "pub/small";
  static final long LARGE_BYTES = 1L << 30;
  private static final int SMALL_BYTES = 4096;

  private final Lab lab;
  final Host client;
  final Host middle;
  final Host server;
  private final Path files;

  private Field(Lab lab, Path files) {
    this.lab = lab;
    this.files = files;
    this.client = lab.host("client");
    this.middle = lab.host("middle");
    this.server = lab.host("server");
  }

  static Field open(Path files) throws IOException {
    Lab lab = Lab.open("bench");
    try {
      Field field = new Field(lab, files);
      field.connect();
      field.serve();
      return field;
    } catch (IOException | RuntimeException | Error failed) {
      lab.close();
      throw failed;
    }
  }

  private void connect() {
    lab.link(client, "10.1.0.2/24", middle, MIDDLE + "/24");
    lab.link(middle, MIDDLE_TO_SERVER + "/24", server, SERVER + "/24");
    client.defaultRoute(MIDDLE);
    server.defaultRoute(MIDDLE_TO_SERVER);
    middle.forwarding(true);
    middle.kernel("net.ipv4.ip_local_reserved_ports", FIRST_RESERVED + "-65535");
    for (Host host : List.of(client, middle, server)) {
      // Thousands of short connections: ports in TIME-WAIT must not be what is measured.
      host.kernel("net.ipv4.tcp_tw_reuse", "1");
      host.kernel("net.ipv4.ip_local_port_range", "10000 49999");
    }
    server.kernel("net.ipv4.tcp_syncookies", "0");
  }

  private void serve() throws IOException {
    Path root = Files.createDirectories(files.resolve("root"));
    Path pub = Files.createDirectories(root.resolve("pub"));
    Path empty = Files.createDirectories(files.resolve("empty"));
    for (Path each : List.of(files, root, empty)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(pub, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.write(root.resolve(SMALL), new byte[SMALL_BYTES]);
    try (var out = Files.newOutputStream(root.resolve(LARGE))) {
      byte[] block = new byte[1 << 20];
      for (long written = 0; written < LARGE_BYTES; written += block.length) {
        out.write(block);
      }
    }
    certify();
    vsftpd("vsftpd", SERVER_PORT, root, empty, "");
    vsftpd(
        "vsftpd-tls",
        TLS_PORT,
        root,
        empty,
        """
        ssl_enable=YES
        allow_anon_ssl=YES
        force_anon_logins_ssl=YES
        force_anon_data_ssl=YES
        require_ssl_reuse=YES
        ssl_ciphers=HIGH
        rsa_cert_file=%s
        rsa_private_key_file=%s
        """
            .formatted(certificate(), key()));
  }

  /** One certificate for all that speak TLS. */
  private void certify() {
    client
        .run(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            "/CN=bench",
            "-addext",
            "subjectAltName=IP:" + MIDDLE + ",IP:" + SERVER,
            "-days",
            "2",
            "-keyout",
            key().toString(),
            "-out",
            certificate().toString())
        .within(Duration.ofSeconds(60))
        .orThrow();
  }

  Path certificate() {
    return files.resolve("certificate.pem");
  }

  Path key() {
    return files.resolve("key.pem");
  }

  private void vsftpd(String name, int port, Path root, Path empty, String more)
      throws IOException {
    Path configuration =
        Files.writeString(
            files.resolve(name + ".conf"),
            """
            listen=YES
            listen_port=%d
            background=NO
            anonymous_enable=YES
            local_enable=NO
            anon_root=%s
            write_enable=YES
            anon_upload_enable=YES
            anon_other_write_enable=YES
            anon_world_readable_only=NO
            anon_umask=022
            secure_chroot_dir=%s
            seccomp_sandbox=NO
            isolate_network=NO
            max_clients=0
            max_per_ip=0
            %s\
            """
                .formatted(port, root, empty, more));
    server.start(List.of("vsftpd", configuration.toString()), port);
  }

  @Override
  public void close() {
    lab.close();
  }
}
