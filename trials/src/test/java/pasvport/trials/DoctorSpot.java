package pasvport.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import pasvport.lab.Host;
import pasvport.trials.server.FtpServer;
import pasvport.trials.server.Identity;
import pasvport.trials.server.Proftpd;
import pasvport.trials.server.PureFtpd;
import pasvport.trials.server.Script;
import pasvport.trials.server.ServerTls;
import pasvport.trials.server.Sshd;
import pasvport.trials.server.Vsftpd;

/**
 * One server's place in the lab, with its part of the firewall.
 *
 * @param address where clients outside find it
 * @param inside its own address
 * @param inside6 the same of IPv6, which is routed
 */
record DoctorSpot(
    DoctorLab lab, Host host, Path folder, String address, String inside, String inside6) {

  /** The passive range of all servers here. */
  static final String RANGE = "50000-50009";

  /** What a healthy server has. */
  static final String ALL = "21, " + RANGE;

  private static final int CONTROL = 21;

  /** Bytes of the file to fetch; servers say the number, which must not be taken for a reply. */
  private static final int LARGE = 425_421;

  private static final int SSH = 22;

  /** Where a server listens that stands behind a gateway on the same host. */
  private static final int SERVER = 2100;

  /** Lets these ports in, over IPv4 and IPv6, and the server out. */
  DoctorSpot open(String ports) {
    return in(ports).in6(ports).out();
  }

  /** Lets these ports in over IPv4. */
  DoctorSpot in(String ports) {
    rule("prerouting ip daddr %s dnat ip to %s".formatted(address, inside));
    return rule(
        "forward ip daddr %s tcp dport { %s } ct state new accept".formatted(inside, ports));
  }

  /** Lets these ports in over IPv6. */
  DoctorSpot in6(String ports) {
    return rule(
        "forward ip6 daddr %s tcp dport { %s } ct state new accept".formatted(inside6, ports));
  }

  /** Lets the server call out. */
  DoctorSpot out() {
    rule("forward ip saddr %s ct state new accept".formatted(inside));
    rule("forward ip6 saddr %s ct state new accept".formatted(inside6));
    return sourceNat(address);
  }

  /** What the server's own connections come from, seen outside. */
  DoctorSpot sourceNat(String from) {
    return rule("postrouting oifname eth0 ip saddr %s snat ip to %s".formatted(inside, from));
  }

  /** Adds a rule to a chain of the firewall's table. */
  DoctorSpot rule(String rule) {
    lab.firewall.nft("add rule inet wall " + rule + "\n");
    return this;
  }

  /** Adds a rule before all others of its chain. */
  DoctorSpot firstRule(String rule) {
    lab.firewall.nft("insert rule inet wall " + rule + "\n");
    return this;
  }

  /** Lets rules ask how much a connection has carried. */
  DoctorSpot counting() {
    lab.firewall.kernel("net.netfilter.nf_conntrack_acct", "1");
    return this;
  }

  /** The kernel's FTP helper on this server's control connections, and what it expects let in. */
  DoctorSpot helper() {
    var table = "helper" + host.name();
    lab.firewall.nft(
        """
        table ip %1$s {
          ct helper ftp {
            type "ftp" protocol tcp;
          }
          chain prerouting {
            type filter hook prerouting priority filter;
            ip daddr { %2$s, %3$s } tcp dport 21 ct helper set "ftp"
          }
        }
        """
            .formatted(table, address, inside));
    return rule("forward ip daddr %s ct state related accept".formatted(inside))
        .rule("forward ip saddr %s ct state related accept".formatted(inside));
  }

  /** The helper over IPv6, where nothing is translated. */
  DoctorSpot helper6() {
    lab.firewall.nft(
        """
        table ip6 helper%1$s {
          ct helper ftp {
            type "ftp" protocol tcp;
            l3proto ip6;
          }
          chain prerouting {
            type filter hook prerouting priority filter;
            ip6 daddr %2$s tcp dport 21 ct helper set "ftp"
          }
        }
        """
            .formatted(host.name(), inside6));
    return this;
  }

  /** A NAT64 before the firewall, for clients that have IPv6 alone. */
  DoctorSpot nat64() throws IOException {
    lab.nat64();
    return rule("prerouting ip daddr %s dnat ip to %s".formatted(global(), inside));
  }

  /** A second address outside: no NAT64 translates to those that documents may use (RFC 6052). */
  private String global() {
    return address.replace("198.51.100.", "192.88.99.");
  }

  /** Its address as those clients see it. */
  String through64() {
    return "64:ff9b::" + global();
  }

  /** A certificate that signs itself, for all servers' addresses outside. */
  Identity identity() {
    return lab.identity;
  }

  /** One whose time is over. */
  Identity expired() throws IOException {
    return Identity.dated(folder, "expired", "ip:" + address, 20, 10);
  }

  /** One whose time is over in some days. */
  Identity expiring() throws IOException {
    return Identity.dated(folder, "expiring", "ip:" + address, 60, 65);
  }

  /**
   * Forgets control connections that were idle for some seconds, as NAT devices do sooner or later.
   */
  DoctorSpot forgetful() {
    lab.firewall.nft(
        """
        table ip forgetful%1$s {
          ct timeout short {
            protocol tcp;
            l3proto ip;
            policy = { established : 4 };
          }
          chain prerouting {
            type filter hook prerouting priority filter;
            ip daddr { %2$s, %3$s } tcp dport 21 ct timeout set "short"
          }
        }
        """
            .formatted(host.name(), address, inside));
    return firstRule(
        "forward ip daddr %s ct state new tcp flags & syn != syn drop".formatted(inside));
  }

  /** A vsftpd that announces the outside address and the range that is let in. */
  FtpServer vsftpd(String... settings) throws IOException {
    return vsftpdAt(CONTROL, settings);
  }

  /** The same at another port. */
  FtpServer vsftpdAt(int port, String... settings) throws IOException {
    return filled(Vsftpd.start(host, port, folder, String.join("\n", settings(settings))));
  }

  /** The same with TLS, which demands that data resumes the session. */
  FtpServer vsftpdWithTls(Identity identity, String... settings) throws IOException {
    return filled(
        Vsftpd.start(host, CONTROL, folder, tls(identity), String.join("\n", settings(settings))));
  }

  static ServerTls tls(Identity identity) {
    return new ServerTls(identity, false, TlsVersion.TLS_1_3);
  }

  private List<String> settings(String... further) {
    var settings =
        new ArrayList<>(
            List.of(
                "listen=YES",
                "listen_ipv6=NO",
                "pasv_address=" + address,
                "pasv_min_port=50000",
                "pasv_max_port=50009",
                "connect_from_port_20=YES",
                // Otherwise a data connection that does not come is waited for for a minute.
                "accept_timeout=5"));
    settings.addAll(List.of(further));
    return settings;
  }

  FtpServer proftpd(String... directives) throws IOException {
    return filled(
        Proftpd.start(host, CONTROL, folder, merged("PassivePorts 50000 50009", directives)));
  }

  FtpServer proftpdWithTls(Identity identity, String... directives) throws IOException {
    return filled(
        Proftpd.start(
            host, CONTROL, folder, tls(identity), merged("PassivePorts 50000 50009", directives)));
  }

  FtpServer pureFtpd(String... options) throws IOException {
    return filled(
        PureFtpd.start(host, CONTROL, folder, merged("--passiveportrange=50000:50009", options)));
  }

  FtpServer pureFtpdWithTls(Identity identity, String... options) throws IOException {
    return filled(
        PureFtpd.start(
            host,
            CONTROL,
            folder,
            tls(identity),
            merged("--passiveportrange=50000:50009", options)));
  }

  private static List<String> merged(String first, String... rest) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(List.of(rest));
    return all;
  }

  /** A file large enough for many packets. */
  private static FtpServer filled(FtpServer server) throws IOException {
    server.put("large", Content.of(3, LARGE));
    return server;
  }

  /**
   * A server that breaks these rules, as faulty_server.py has them.
   *
   * @param rules pattern, action, pattern, action …
   */
  void faulty(String... rules) throws IOException {
    faulty("", rules);
  }

  /**
   * The same with TLS.
   *
   * @param more further keys of its JSON, each with a comma behind
   */
  void faulty(String more, String[] rules) throws IOException {
    var pairs = new StringBuilder();
    for (int i = 0; i < rules.length; i += 2) {
      pairs
          .append(i == 0 ? "" : ", ")
          .append("[\"%s\", \"%s\"]".formatted(quoted(rules[i]), quoted(rules[i + 1])));
    }
    Script.faultyServer(
        host,
        CONTROL,
        folder,
        "{\"address\": \"%s\", \"ports\": [50000, 50009], %s\"rules\": [%s]}"
            .formatted(address, more, pairs));
    var large = Files.write(folder.resolve("files/large"), Content.of(3, LARGE));
    Files.setPosixFilePermissions(large, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /** A proxy before the control connection of a vsftpd, which data goes past. */
  void behindProxy() throws IOException {
    vsftpdAt(SERVER);
    relay(inside, SERVER);
  }

  private void relay(String server, int port) throws IOException {
    var configuration =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            defaults
              mode tcp
              timeout connect 5s
              timeout client 1m
              timeout server 1m
            listen control
              bind :21
              server ftp %s:%d
            """
                .formatted(server, port));
    host.start(List.of("haproxy", "-db", "-f", configuration.toString()), CONTROL);
  }

  /**
   * A proxy for the control connection alone, in this place; the server is in one of its own, with
   * an address of its own.
   */
  void proxyTo(DoctorCase.Setup server) throws IOException {
    var behind = lab.spot();
    Files.createDirectories(behind.folder());
    server.at(behind);
    relay(behind.address(), CONTROL);
  }

  /** A device in this place, before a server in another; middlebox.py says what it does. */
  void device(DoctorCase.Setup server, String rules) throws IOException {
    var behind = lab.spot();
    Files.createDirectories(behind.folder());
    rule("forward ip saddr %s ip daddr %s ct state new accept".formatted(inside, behind.inside()));
    server.at(behind);
    Script.middlebox(host, CONTROL, folder, behind.inside(), rules);
  }

  /** The firewall of the server's own host drops some of its packets. */
  DoctorSpot shutAtServer(String chain, String packets) {
    host.nft(
        """
        table inet own {
          chain %1$s {
            type filter hook %1$s priority filter;
            %2$s drop
          }
        }
        """
            .formatted(chain, packets));
    return this;
  }

  /** The client's own firewall lets none of the server's connections in. */
  DoctorSpot shutAtClient() {
    lab.outside.nft(
        """
        table ip shut%s {
          chain input {
            type filter hook input priority filter;
            ip saddr %s ct state new drop
          }
        }
        """
            .formatted(host.name(), address));
    return this;
  }

  /** A gateway before a vsftpd, which speaks TLS with clients alone. */
  void gateway(Identity identity) throws IOException {
    vsftpdAt(SERVER, "pasv_min_port=50100", "pasv_max_port=50199");
    Pasvport.up(
        host,
        folder.resolve("home"),
        CONTROL,
        """
        listen: [21]
        server: '127.0.0.1:%d'
        certificates: { files: [{ certificate: %s, key: %s }] }
        passive: { ports: %s, address: %s }
        """
            .formatted(SERVER, identity.certificate(), identity.key(), RANGE, address));
  }

  /**
   * The gateway with the server that it brings with it, SFTP too.
   *
   * @param awaited the port that must be listened on
   */
  void embedded(int awaited) throws IOException {
    Pasvport.up(
        host,
        folder.resolve("home"),
        awaited,
        """
        listen: [21]
        embedded: { anonymous: true }
        passive: { ports: %s, address: %s }
        """
            .formatted(RANGE, address));
  }

  /**
   * OpenSSH, whose user and host key the test then has.
   *
   * @param lines of its configuration
   */
  void sshd(String... lines) throws IOException {
    Files.write(folder.resolve("large"), Content.of(3, LARGE));
    Sshd.start(host, SSH, folder, address, lines);
  }

  /** Files with names so long that a hundred of them fill more than one usual packet. */
  Path longNames() throws IOException {
    var many = Files.createDirectories(folder.resolve("many"));
    for (int i = 0; i < 200; i++) {
      Files.createFile(many.resolve("%03d%s".formatted(i, "x".repeat(240))));
    }
    return many;
  }

  /** Something that takes connections, says a text and perhaps closes. */
  void listener(int port, String... words) throws IOException {
    Script.listener(host, port, folder, words);
  }
}
