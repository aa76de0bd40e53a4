package pasvport.trials;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.trials.server.Identity;
import pasvport.trials.server.ServerTls;
import pasvport.trials.server.Vsftpd;

/**
 * The network in which rules are tried.
 *
 * <pre>
 *   outside                        firewall                     server
 *   198.51.100.10, a client  ────  198.51.100.1  10.0.0.1  ───  10.0.0.2
 *   198.51.100.66, a stranger
 *   2001:db8:1::10, ::66           wan0          lan0           eth0, 2001:db8:2::2
 * </pre>
 *
 * At the server: vsftpd at several ports, each with a range of its own, Pasvport in front of one of
 * them, and bare listeners beside and within the ranges.
 */
final class RulesLab implements AutoCloseable {
  static final String OUTSIDE = "198.51.100.1";
  static final String SERVER = "10.0.0.2";
  static final String SERVER_6 = "2001:db8:2::2";
  static final String CLIENT = "198.51.100.10";
  static final String CLIENT_6 = "2001:db8:1::10";
  static final String STRANGER = "198.51.100.66";
  static final String STRANGER_6 = "2001:db8:1::66";

  /** A server that announces its own address and calls back from any port. */
  static final int OWN_ADDRESS = 21;

  /** One that announces the firewall's address and calls back from port 20. */
  static final int FIREWALLS_ADDRESS = 2021;

  /** The same under TLS. */
  static final int UNDER_TLS = 2022;

  /** As the first. */
  static final int WITHOUT_HELPER = 2121;

  /** Pasvport that announces the firewall's address, and ports that are 10000 higher. */
  static final int GATEWAY_BEHIND = 2400;

  /** Pasvport that announces its own address. */
  static final int GATEWAY = 2401;

  static final int SHIFT = 10_000;

  /** A file at every server. */
  static final String FILE = "hello";

  /** How many ports each range has. */
  private static final int RANGE = 10;

  private static final int WITHIN = 5;

  private static final List<Integer> ENTRIES =
      List.of(OWN_ADDRESS, FIREWALLS_ADDRESS, UNDER_TLS, WITHOUT_HELPER, GATEWAY_BEHIND, GATEWAY);

  private static final Set<Integer> RANGE_HELD_BY_GATEWAY = Set.of(GATEWAY_BEHIND, GATEWAY);

  /** How long an answer may take that does not come from another machine. */
  private static final long ANSWER_MILLIS = 700;

  private final Lab lab;
  final Host outside;
  final Host firewall;
  final Host server;
  private final List<Runnable> running = new ArrayList<>();
  private final Outpost probe;
  final Identity identity;

  private RulesLab(Lab lab, Path folder) throws IOException {
    this.lab = lab;
    outside = lab.host("outside");
    firewall = lab.host("firewall");
    server = lab.host("server");
    connect();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    identity =
        Identity.make(folder, "server", "IP:%s,IP:%s,IP:%s".formatted(OUTSIDE, SERVER, SERVER_6));
    serve(folder);
    probe = new Outpost(outside);
    listen();
  }

  /** Builds it; the test is skipped, with the reason, where it cannot be built. */
  static RulesLab open(Path folder) throws IOException {
    var missing = new ArrayList<>(Lab.missing());
    Stream.of("curl", "lftp", "vsftpd", "openssl", "ufw", "firewalld", "dbus-daemon")
        .filter(program -> !Lab.installed(program))
        .forEach(program -> missing.add("the trials need the program " + program));
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    var lab = Lab.open("rules");
    try {
      return new RulesLab(lab, folder);
    } catch (IOException | RuntimeException | Error failed) {
      lab.close();
      throw failed;
    }
  }

  private void connect() {
    lab.link(
        outside.at(CLIENT + "/24", STRANGER + "/24", CLIENT_6 + "/64", STRANGER_6 + "/64"),
        firewall.at(OUTSIDE + "/24", "2001:db8:1::1/64").named("wan0"));
    lab.link(
        firewall.at("10.0.0.1/24", "2001:db8:2::1/64").named("lan0"),
        server.at(SERVER + "/24", SERVER_6 + "/64"));
    // Clients that do not say from where they call are no strangers.
    outside
        .run("ip", "address", "change", STRANGER_6 + "/64", "dev", "eth0", "preferred_lft", "0")
        .within(Duration.ofSeconds(5))
        .orThrow();
    outside.defaultRoute(OUTSIDE);
    outside.defaultRoute("2001:db8:1::1");
    server.defaultRoute("10.0.0.1");
    server.defaultRoute("2001:db8:2::1");
    firewall.forwarding(true);
  }

  private void serve(Path folder) throws IOException {
    var tls = new ServerTls(identity, /* implicit= */ false, TlsVersion.TLS_1_2);
    vsftpd(folder, OWN_ADDRESS, "");
    vsftpd(folder, FIREWALLS_ADDRESS, "pasv_address=" + OUTSIDE + "\nconnect_from_port_20=YES\n");
    keep(
        Vsftpd.start(
            server,
            UNDER_TLS,
            folder.resolve("tls"),
            tls,
            range(UNDER_TLS) + "pasv_address=" + OUTSIDE + "\n"));
    vsftpd(folder, WITHOUT_HELPER, "");
    running.add(
        gateway(folder, GATEWAY_BEHIND, "address: " + OUTSIDE + ", port-shift: " + SHIFT)::close);
    running.add(gateway(folder, GATEWAY, "address: same-as-control")::close);
  }

  private void vsftpd(Path folder, int port, String settings) throws IOException {
    keep(Vsftpd.start(server, port, folder.resolve("at-" + port), range(port) + settings));
  }

  private void keep(Vsftpd started) throws IOException {
    running.add(started::close);
    started.put(FILE, new byte[] {'h', 'i'});
  }

  private Pasvport gateway(Path folder, int port, String passive) throws IOException {
    return Pasvport.up(
        server,
        folder.resolve("gateway-" + port),
        port,
        """
        listen: %d
        server: 127.0.0.1:%d
        passive: { ports: %d-%d, %s }
        certificates: { files: [{ certificate: %s, key: %s }] }
        limits: { logins-per-minute: 10000, handshakes-per-minute: 100000 }
        """
            .formatted(
                port,
                OWN_ADDRESS,
                firstPassive(port),
                lastPassive(port),
                passive,
                identity.certificate(),
                identity.key()));
  }

  private static String range(int port) {
    return "pasv_min_port=%d\npasv_max_port=%d\n".formatted(firstPassive(port), lastPassive(port));
  }

  /** The first port for passive data of what listens at a control port. */
  static int firstPassive(int control) {
    return 50_000 + 100 * ENTRIES.indexOf(control);
  }

  static int lastPassive(int control) {
    return firstPassive(control) + RANGE - 1;
  }

  /** A port in the range where something listens, unless all of it is the gateway's. */
  static int withinPassive(int control) {
    return firstPassive(control) + WITHIN;
  }

  /** Makes something listen at the ports beside the ranges and at one of each. */
  private void listen() {
    var ports =
        ENTRIES.stream()
            .flatMap(entry ->
                Stream.concat(
                    Stream.of(firstPassive(entry) - 1, lastPassive(entry) + 1),
                    Stream.of(withinPassive(entry))
                        .filter(port -> !RANGE_HELD_BY_GATEWAY.contains(entry))))
            .toList();
    var listeners = new ArrayList<>(ports);
    var outpost = new Outpost(server);
    running.add(outpost::close);
    outpost.keep(() -> {
      var open = new ArrayList<ServerSocket>();
      for (int port : listeners) {
        open.add(new ServerSocket(port));
      }
      return open;
    });
  }

  /** A connection that is tried. */
  record Attempt(String from, String to, int port) implements java.io.Serializable {}

  /** Those of the attempts that were answered with a connection, tried all at once. */
  Set<Attempt> connected(List<Attempt> attempts) {
    var tried = new ArrayList<>(attempts);
    return probe.call(() -> tried(tried));
  }

  @SuppressWarnings("NonApiType") // what goes from one process to another must be serializable
  private static HashSet<Attempt> tried(List<Attempt> attempts) throws IOException {
    var open = new HashSet<Attempt>();
    try (var selector = Selector.open()) {
      for (var attempt : attempts) {
        var channel = SocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.ofLiteral(attempt.from()), 0));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_CONNECT, attempt);
        channel.connect(new InetSocketAddress(InetAddress.ofLiteral(attempt.to()), attempt.port()));
      }
      long end = System.nanoTime() + ANSWER_MILLIS * 1_000_000;
      for (long left = ANSWER_MILLIS;
          left > 0 && !selector.keys().isEmpty();
          left = (end - System.nanoTime()) / 1_000_000) {
        selector.select(
            key -> {
              if (answered((SocketChannel) key.channel())) {
                open.add((Attempt) key.attachment());
              }
              key.cancel();
            },
            left);
      }
      for (var key : selector.keys()) {
        key.channel().close();
      }
    }
    return open;
  }

  private static boolean answered(SocketChannel channel) {
    try (channel) {
      return channel.finishConnect();
    } catch (IOException refused) {
      return false;
    }
  }

  @Override
  public void close() {
    probe.close();
    running.reversed().forEach(Runnable::run);
    lab.close();
  }
}
