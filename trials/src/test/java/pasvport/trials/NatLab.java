package pasvport.trials;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import pasvport.lab.Host;
import pasvport.lab.Lab;

/**
 * The network of the trials.
 *
 * <pre>
 *   outside                       firewall                    gateway                    server
 *   198.51.100.10 … .29  ──────  .1  NAT, drop  10.0.0.1 ── 10.0.0.2    10.0.1.1 ── 10.0.1.2
 *   2001:db8:1::10               1::1           2::1  ───── 2::2        3::1  ───── 3::2
 * </pre>
 *
 * The firewall forwards nothing but the control ports and the passive ranges to the gateway: IPv4
 * by DNAT from its outside address, IPv6 routed. The gateway host, and no other, may call out, as
 * active data connections need it; over IPv4 it is seen outside by the firewall's address. The
 * gateway host forwards nothing, so nobody outside reaches the server but through the gateway.
 */
final class NatLab implements AutoCloseable {
  /** Where clients outside find the gateway. */
  static final String PUBLIC = "198.51.100.1";

  static final String PUBLIC_6 = "2001:db8:2::2";

  static final String GATEWAY = "10.0.0.2";
  static final String GATEWAY_TO_SERVER = "10.0.1.1";
  static final String SERVER = "10.0.1.2";
  static final String SERVER_6 = "2001:db8:3::2";

  static final String OUTSIDE_6 = "2001:db8:1::10";

  /** Control ports that the firewall lets in. */
  static final String CONTROL_PORTS = "2121-2162";

  /** Passive ports that the firewall lets in as they are. */
  static final String PASSIVE_PORTS = "50000-50009, 50020-50039";

  /** Passive ports that the firewall lets in and maps to others, this much lower. */
  static final int SHIFTED_FIRST = 60010;

  static final int SHIFTED_LAST = 60019;
  static final int SHIFT = 10_000;

  private final Lab lab;
  final Host outside;
  final Host firewall;
  final Host gateway;
  final Host server;

  private NatLab(Lab lab) {
    this.lab = lab;
    outside = lab.host("outside");
    firewall = lab.host("firewall");
    gateway = lab.host("gateway");
    server = lab.host("server");
  }

  /** Builds it; the test is skipped, with the reason, where it cannot be built. */
  static NatLab open(String name) {
    var missing = new ArrayList<>(Lab.missing());
    Stream.of("curl", "lftp", "tnftp", "ncftpget", "wget", "vsftpd")
        .filter(program -> !Lab.installed(program))
        .forEach(program -> missing.add("the trials need the program " + program));
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    var lab = Lab.open(name);
    try {
      var network = new NatLab(lab);
      network.connect();
      return network;
    } catch (RuntimeException | Error failed) {
      lab.close();
      throw failed;
    }
  }

  /** The client's IPv4 addresses. */
  static List<String> clients(int count) {
    return Stream.iterate(10, last -> last + 1)
        .limit(count)
        .map(last -> "198.51.100." + last)
        .toList();
  }

  private void connect() {
    var addresses = new ArrayList<String>();
    clients(20).forEach(address -> addresses.add(address + "/24"));
    addresses.add(OUTSIDE_6 + "/64");
    lab.link(
        outside.at(addresses.toArray(String[]::new)),
        firewall.at(PUBLIC + "/24", "2001:db8:1::1/64"));
    lab.link(
        firewall.at("10.0.0.1/24", "2001:db8:2::1/64"),
        gateway.at(GATEWAY + "/24", PUBLIC_6 + "/64"));
    lab.link(
        gateway.at(GATEWAY_TO_SERVER + "/24", "2001:db8:3::1/64"),
        server.at(SERVER + "/24", SERVER_6 + "/64"));
    outside.defaultRoute(PUBLIC);
    outside.defaultRoute("2001:db8:1::1");
    gateway.defaultRoute("10.0.0.1");
    gateway.defaultRoute("2001:db8:2::1");
    server.defaultRoute(GATEWAY_TO_SERVER);
    server.defaultRoute("2001:db8:3::1");
    // A way to the server there is; nobody outside may take it.
    firewall.route("10.0.1.0/24", GATEWAY);
    // Or the kernel gives a passive port to an outgoing connection, and the next gateway cannot
    // listen on it.
    gateway.kernel("net.ipv4.ip_local_reserved_ports", "50000-50039");
    // vsftpd's queue of new connections is 32 long. With cookies a connection that did not fit
    // looks
    // open to the one who made it and is none to vsftpd, and both wait for ever; without, SYN comes
    // again.
    server.kernel("net.ipv4.tcp_syncookies", "0");
    firewall.forwarding(true);
    gateway.forwarding(true);
    firewall.nft(rules());
  }

  private static String rules() {
    var shifted = new StringBuilder();
    for (int port = SHIFTED_FIRST; port <= SHIFTED_LAST; port++) {
      shifted.append(
          """
              ip daddr %1$s tcp dport %2$d dnat ip to %3$s:%4$d
              ip6 daddr %5$s tcp dport %2$d dnat ip6 to [%5$s]:%4$d
          """
              .formatted(PUBLIC, port, GATEWAY, port - SHIFT, PUBLIC_6));
    }
    return """
    table inet wall {
      chain forward {
        type filter hook forward priority filter; policy drop;
        ct state established accept
        iifname eth0 oifname eth1 tcp dport { %1$s, %2$s, %3$d-%4$d } ct state new accept
        iifname eth1 oifname eth0 ip saddr %6$s ct state new accept
        iifname eth1 oifname eth0 ip6 saddr %8$s ct state new accept
      }
      chain prerouting {
        type nat hook prerouting priority dstnat;
        ip daddr %5$s tcp dport { %1$s, %2$s } dnat ip to %6$s
    %7$s
      }
      chain postrouting {
        type nat hook postrouting priority srcnat;
        oifname eth0 ip saddr %6$s snat ip to %5$s
      }
    }
    """
        .formatted(
            CONTROL_PORTS,
            PASSIVE_PORTS,
            SHIFTED_FIRST - SHIFT,
            SHIFTED_LAST - SHIFT,
            PUBLIC,
            GATEWAY,
            shifted,
            PUBLIC_6);
  }

  @Override
  public void close() {
    lab.close();
  }
}
