package pasvport.trials;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.trials.server.Identity;
import pasvport.trials.server.Proftpd;
import pasvport.trials.server.PureFtpd;
import pasvport.trials.server.Pyftpdlib;
import pasvport.trials.server.Sshd;

/**
 * A network with one client outside, one firewall, and any number of servers behind it, each with
 * an address of its own outside and rules of its own, so that all can be tested at the same time.
 *
 * <pre>
 *   outside                  firewall                      s1, s2, …
 *   198.51.100.10  ────────  198.51.100.31, .32, …
 *                            NAT, drop      10.0.n.1 ───── 10.0.n.2
 *   2001:db8:1::10           1::1     2001:db8:100+n::1 ── ::2
 * </pre>
 */
final class DoctorLab implements AutoCloseable {
  static final String CLIENT = "198.51.100.10";
  static final String CLIENT_6 = "2001:db8:1::10";

  private static final String PUBLIC = "198.51.100.";
  private static final int FIRST_PUBLIC = 30;
  private static final int LAST_PUBLIC = 250;

  final Host outside;
  final Host firewall;
  final Path folder;

  /** For every server's address outside, and for the name. */
  final Identity identity;

  private final Lab lab;
  private int spots;

  private DoctorLab(Lab lab, Path folder) throws IOException {
    this.lab = lab;
    this.folder = folder;
    identity =
        Identity.make(
            folder,
            "identity",
            IntStream.rangeClosed(FIRST_PUBLIC, LAST_PUBLIC)
                .mapToObj(last -> "IP:" + PUBLIC + last)
                .collect(Collectors.joining(",", "DNS:" + DoctorCase.NAME + ",", "")));
    outside = lab.host("outside");
    firewall = lab.host("firewall");
  }

  /** Builds it; the test is skipped, with the reason, where it cannot be built. */
  static DoctorLab open(Path folder) throws IOException {
    var missing = new ArrayList<>(Lab.missing());
    for (var program : List.of("vsftpd", "haproxy", "tayga")) {
      if (!Lab.installed(program)) {
        missing.add("the trials need the program " + program);
      }
    }
    if (!Proftpd.isThere() || !PureFtpd.isThere()) {
      missing.add("the trials need proftpd and pure-ftpd, unpacked as ./test does it");
    }
    if (!Sshd.isThere()) {
      missing.add("the trials need OpenSSH's server (Debian: apt-get install openssh-server)");
    }
    if (!Pyftpdlib.isThere()) {
      missing.add("the trials need pyftpdlib (Debian: apt-get install python3-pyftpdlib)");
    }
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var lab = Lab.open("doctor");
    try {
      var network = new DoctorLab(lab, folder);
      network.connect();
      return network;
    } catch (IOException | RuntimeException | Error failed) {
      lab.close();
      throw failed;
    }
  }

  private void connect() {
    lab.link(
        outside.at(CLIENT + "/24", CLIENT_6 + "/64"),
        firewall.at("198.51.100.1/24", "2001:db8:1::1/64"));
    outside.defaultRoute("198.51.100.1");
    outside.defaultRoute("2001:db8:1::1");
    firewall.forwarding(true);
    firewall.nft(
        """
        table inet wall {
          chain early {
            type filter hook forward priority filter - 10;
          }
          chain forward {
            type filter hook forward priority filter; policy drop;
            ct state established accept
          }
          chain prerouting {
            type nat hook prerouting priority dstnat;
          }
          chain postrouting {
            type nat hook postrouting priority srcnat;
          }
        }
        """);
  }

  /** Translates clients' IPv6 into IPv4 on the firewall, by tayga; once. */
  void nat64() throws IOException {
    var state = Files.createDirectories(folder.resolve("tayga"));
    var configuration =
        Files.writeString(
            state.resolve("tayga.conf"),
            """
            tun-device nat64
            ipv4-addr 192.168.255.1
            ipv6-addr 2001:db8:64::1
            prefix 64:ff9b::/96
            dynamic-pool 192.168.255.0/24
            data-dir %s
            """
                .formatted(state));
    for (var command :
        List.of(
            "tayga --mktun --config " + configuration,
            "ip link set nat64 up",
            "ip address add 192.168.255.254 dev nat64",
            "ip route add 192.168.255.0/24 dev nat64",
            "ip route add 64:ff9b::/96 dev nat64")) {
      firewall.run(command.split(" ")).within(Duration.ofSeconds(10)).orThrow();
    }
    firewall.start(List.of("tayga", "--nodetach", "--config", configuration.toString()));
    firewall.nft("add rule inet wall forward oifname nat64 accept\n");
    firewall.nft("add rule inet wall forward ip6 daddr 64:ff9b::/96 accept\n");
  }

  /** A place for one more server. */
  DoctorSpot spot() {
    int number = ++spots;
    var host = lab.host("s" + number);
    var inside = "10.0." + number + ".";
    var inside6 = "2001:db8:" + (100 + number) + "::";
    lab.link(
        firewall.at(inside + "1/24", inside6 + "1/64"), host.at(inside + "2/24", inside6 + "2/64"));
    host.defaultRoute(inside + "1");
    host.defaultRoute(inside6 + "1");
    var address = PUBLIC + (FIRST_PUBLIC + number);
    firewall.address("eth0", address + "/24");
    return new DoctorSpot(
        this, host, folder.resolve("s" + number), address, inside + "2", inside6 + "2");
  }

  @Override
  public void close() {
    lab.close();
  }
}
