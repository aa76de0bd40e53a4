package pasvport.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.lab.Running;

/**
 * Where the lab's story takes place: a client, a firewall with NAT as administrators have it, and
 * vsftpd behind.
 *
 * <pre>
 *   client 198.51.100.10 ── wan0 198.51.100.1 firewall 10.0.0.1 lan0 ── 10.0.0.20 server
 * </pre>
 */
final class LabNetwork implements AutoCloseable {
  static final String OUTSIDE = "198.51.100.1";
  static final String SERVER = "10.0.0.20";
  static final String FILE = "report.bin";
  static final int CONTROL = 21;

  private static final Duration END = Duration.ofSeconds(5);
  private static final int FILE_BYTES = 3_000_000;

  /** It rejects, as firewalld does: what is dropped would take a minute to tell. */
  private static final String RULES =
      """
      table inet filter {
        chain input {
          type filter hook input priority filter; policy drop;
          iif lo accept
          ct state established accept
          tcp dport 22 accept
          reject with icmpx admin-prohibited
        }
        chain forward {
          type filter hook forward priority filter; policy drop;
          ct state established accept
          iifname "lan0" accept
          ip daddr 10.0.0.20 tcp dport 21 accept
          reject with icmpx admin-prohibited
        }
      }
      table ip nat {
        chain prerouting {
          type nat hook prerouting priority dstnat;
          ip daddr 198.51.100.1 tcp dport 21 dnat to 10.0.0.20
        }
        chain postrouting {
          type nat hook postrouting priority srcnat;
          oifname "wan0" masquerade
        }
      }
      """;

  private final Lab lab;
  private final Path folder;
  private final Path configuration;
  private @Nullable Running vsftpd;
  final Host client;
  final Host firewall;
  final Host server;

  private LabNetwork(Lab lab, Path folder) {
    this.lab = lab;
    this.folder = folder;
    this.configuration = folder.resolve("vsftpd.conf");
    client = lab.host("client");
    firewall = lab.host("firewall");
    server = lab.host("server");
  }

  /** What stands in the way of it on this machine, a sentence each. */
  static List<String> missing() {
    var vsftpd =
        Lab.installed("vsftpd")
            ? Stream.<String>empty()
            : Stream.of("the lab needs the program vsftpd (Debian: apt-get install vsftpd)");
    return Stream.concat(Lab.missing().stream(), vsftpd).toList();
  }

  /**
   * Builds it, and starts the server.
   *
   * @param folder for the server's files; removed by the caller
   */
  static LabNetwork open(Path folder) throws IOException {
    var lab = Lab.open("story");
    try {
      var network = new LabNetwork(lab, folder);
      network.connect();
      network.fill();
      network.start();
      return network;
    } catch (IOException | RuntimeException | Error failed) {
      lab.close();
      throw failed;
    }
  }

  private void connect() {
    lab.link(client.at("198.51.100.10/24"), firewall.at(OUTSIDE + "/24").named("wan0"));
    lab.link(firewall.at("10.0.0.1/24").named("lan0"), server.at(SERVER + "/24"));
    client.defaultRoute(OUTSIDE);
    firewall.defaultRoute("198.51.100.10");
    server.defaultRoute("10.0.0.1");
    firewall.forwarding(true);
    firewall.nft(RULES);
  }

  private void fill() throws IOException {
    // vsftpd gives up its rights and must still get there.
    var open = PosixFilePermissions.fromString("rwxr-xr-x");
    Files.setPosixFilePermissions(folder, open);
    for (var name : List.of("files", "empty")) {
      Files.setPosixFilePermissions(Files.createDirectory(folder.resolve(name)), open);
    }
    var bytes = new byte[FILE_BYTES];
    new Random(FILE_BYTES).nextBytes(bytes);
    Files.write(folder.resolve("files").resolve(FILE), bytes);
    Files.writeString(
        configuration,
        """
        listen=YES
        anonymous_enable=YES
        anon_root=%s
        background=NO
        secure_chroot_dir=%s
        seccomp_sandbox=NO
        isolate_network=NO
        connect_from_port_20=YES
        """
            .formatted(folder.resolve("files"), folder.resolve("empty")));
  }

  /** The server's configuration. */
  Path configuration() {
    return configuration;
  }

  /** Adds lines to the server's configuration and starts it anew with them. */
  void configure(Collection<String> lines) throws IOException {
    var both = Stream.concat(Files.readAllLines(configuration).stream(), lines.stream()).toList();
    Files.write(configuration, both);
    if (vsftpd != null) {
      vsftpd.terminate();
      vsftpd.exit(END);
      vsftpd.close();
    }
    start();
  }

  private void start() {
    vsftpd = server.start(List.of("vsftpd", configuration.toString()), CONTROL);
  }

  @Override
  public void close() {
    lab.close();
  }
}
