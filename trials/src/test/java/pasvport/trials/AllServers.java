package pasvport.trials;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import pasvport.trials.server.Embedded;
import pasvport.trials.server.FtpServer;
import pasvport.trials.server.Proftpd;
import pasvport.trials.server.PureFtpd;
import pasvport.trials.server.Pyftpdlib;
import pasvport.trials.server.Vsftpd;

/** The network with every server there is, each behind a control port of a gateway. */
final class AllServers implements AutoCloseable {
  /** What stands behind a gateway, and the gateway's control port. */
  enum Behind {
    VSFTPD(2121),
    /** The back leg over IPv6; and the firewall maps the passive range to one 10,000 lower. */
    VSFTPD_OVER_IPV6(2122),
    EMBEDDED(2123),
    PROFTPD(2124),
    PURE_FTPD(2125),
    PYFTPDLIB(2126);

    final int port;

    Behind(int port) {
      this.port = port;
    }
  }

  final NatLab network;
  private final Map<Behind, FtpServer> servers = new EnumMap<>(Behind.class);

  private AllServers(NatLab network) {
    this.network = network;
  }

  /**
   * Starts all; the test is skipped, with the reason, where something is missing.
   *
   * @param folder where servers and gateways keep their files; users of this machine may look in
   */
  static AllServers open(String name, Path folder) throws IOException {
    var missing = new ArrayList<String>();
    Map.of("proftpd", Proftpd.isThere(), "pure-ftpd", PureFtpd.isThere())
        .forEach((program, isThere) -> {
          if (!isThere) {
            missing.add("the trials need " + program + ", unpacked as ./test does it");
          }
        });
    if (!Pyftpdlib.isThere()) {
      missing.add("the trials need pyftpdlib (Debian: apt-get install python3-pyftpdlib)");
    }
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    var network = NatLab.open(name);
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      var all = new AllServers(network);
      all.startServers(folder);
      all.startGateways(folder);
      return all;
    } catch (IOException | RuntimeException | Error failed) {
      network.close();
      throw failed;
    }
  }

  FtpServer server(Behind behind) {
    return Objects.requireNonNull(servers.get(behind));
  }

  Iterable<FtpServer> servers() {
    return servers.values();
  }

  private void startServers(Path folder) throws IOException {
    var host = network.server;
    var vsftpd = Vsftpd.start(host, 21, folder.resolve("vsftpd"));
    servers.put(Behind.VSFTPD, vsftpd);
    servers.put(Behind.VSFTPD_OVER_IPV6, vsftpd);
    servers.put(Behind.PROFTPD, Proftpd.start(host, 2101, folder.resolve("proftpd")));
    servers.put(Behind.PURE_FTPD, PureFtpd.start(host, 2102, folder.resolve("pure-ftpd")));
    servers.put(Behind.PYFTPDLIB, Pyftpdlib.start(host, 2103, folder.resolve("pyftpdlib")));
  }

  private void startGateways(Path folder) throws IOException {
    Pasvport.up(
        network.gateway,
        folder.resolve("home-1"),
        Behind.VSFTPD.port,
        """
        listen: [2121, 2124, 2125, 2126]
        servers:
          - { name: vsftpd, address: 10.0.1.2, entries: 2121 }
          - { name: proftpd, address: '10.0.1.2:2101', entries: 2124 }
          - { name: pure-ftpd, address: '10.0.1.2:2102', entries: 2125 }
          - { name: pyftpdlib, address: '10.0.1.2:2103', entries: 2126 }
        passive: { ports: 50000-50009, address: 198.51.100.1 }
        limits: { logins-per-minute: 10000 }
        """);
    Pasvport.up(
        network.gateway,
        folder.resolve("home-2"),
        Behind.VSFTPD_OVER_IPV6.port,
        """
        listen: [2122]
        server: '[2001:db8:3::2]:21'
        passive: { ports: 50010-50019, port-shift: 10000, address: 198.51.100.1 }
        limits: { logins-per-minute: 10000 }
        """);
    var home = folder.resolve("home-3");
    var embedded =
        Pasvport.up(
            network.gateway,
            home,
            Behind.EMBEDDED.port,
            """
            listen: [2123]
            passive:
              ports: 50020-50029
              address: same-as-control
              address-for: [{ clients: [198.51.100.0/24], address: 198.51.100.1 }]
            limits: { logins-per-minute: 10000 }
            """);
    servers.put(Behind.EMBEDDED, Embedded.at(embedded.url(), home));
  }

  @Override
  public void close() {
    network.close();
  }
}
