package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.site.HostAddresses;

/** What {@code pasvport check} says, on a host that the test decides. */
class CheckTest {

  /** A host with the address 10.0.0.1, all of whose ports are free and which knows no names. */
  private static final class Host implements CheckHost, HostAddresses {
    private final Map<InetSocketAddress, Port> ports = new HashMap<>();
    private final Map<String, List<InetAddress>> names = new HashMap<>();

    @Override
    public Port port(InetSocketAddress at) {
      return ports.getOrDefault(at, Port.FREE);
    }

    @Override
    public List<InetAddress> addresses(String name) throws UnknownHostException {
      var found = names.get(name);
      if (found == null) {
        throw new UnknownHostException(name);
      }
      return found;
    }

    @Override
    public boolean isLocal(InetAddress address) {
      return address.isLoopbackAddress() || address.equals(InetAddress.ofLiteral("10.0.0.1"));
    }

    @Override
    public Optional<InetAddress> ofDefaultRoute(boolean ipv6) {
      return ipv6 ? Optional.empty() : Optional.of(InetAddress.ofLiteral("10.0.0.1"));
    }

    void knows(String name, String... addresses) {
      names.put(name, Stream.of(addresses).map(InetAddress::ofLiteral).toList());
    }
  }

  @TempDir private Path folder;

  private final Host host = new Host();

  @Test
  void without_a_site_file_the_built_in_site_is_summed_up() {
    var run = Run.of(new Check(host, host), "--home", folder.toString());
    assertThat(run.out())
        .containsExactly(
            "site         built in, there is no site file",
            "home         " + folder,
            "entries      *:2121",
            "data ports   50000-50009 (10, shared by all clients)",
            "clients told the address that they reached",
            "behind it    the built-in server, files in "
                + folder.resolve("files")
                + ", no anonymous login",
            "certificate  self-signed, made at the first start",
            "SFTP         *:2022, host keys: made at the first start",
            "served       everyone",
            "limits       2000 sessions, 250 from one address; 120 logins a minute from one"
                + " address",
            "Nothing is wrong.");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void a_certificate_that_cannot_be_used_is_an_error_with_file_and_line() throws IOException {
    var file = Files.writeString(folder.resolve("chain.pem"), "\n-----BEGIN CERTIFICATE-----\n");
    var run = check("certificates: {files: [{certificate: %s}]}".formatted(file));
    assertThat(run.err())
        .singleElement()
        .asString()
        .endsWith(
            "site.yaml: certificates.files[0]: "
                + file
                + ":2: BEGIN CERTIFICATE has no END: the file is not whole");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void a_port_that_the_ca_asks_at_and_that_is_taken_is_a_warning() throws IOException {
    host.ports.put(new InetSocketAddress(80), CheckHost.Port.TAKEN);
    var run = check("certificates: {acme: {names: ftp.example.org, agree-to-terms: true}}");
    assertThat(run.out())
        .contains(
            "certificate  self-signed, made at the first start",
            "acme         ftp.example.org, from https://acme-v02.api.letsencrypt.org/directory,"
                + " http-01 answered at *:80");
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains("warning: certificates.acme.listen: *:80 is in use.");
    assertThat(run.code()).isZero();
  }

  @Test
  void the_site_in_the_home_is_found() throws IOException {
    Files.writeString(folder.resolve("pasvport.yaml"), "listen: 2200");
    var run = Run.of(new Check(host, host), "--home", folder.toString());
    assertThat(run.out())
        .contains("site         " + folder.resolve("pasvport.yaml"), "entries      *:2200");
  }

  @Test
  void every_part_of_a_site_is_summed_up() throws IOException {
    host.knows("ftp.internal", "10.0.0.20", "2001:db8::20");
    host.knows("ftp.example.org", "2001:db8::10", "203.0.113.10");
    var run =
        check(
            """
            listen: [10.0.0.1:21, "127.0.0.1:2121"]
            server: ftp.internal
            passive:
              ports: 50000
              port-shift: -29000
              address: ftp.example.org
              address-for:
                - {clients: [10.0.0.0/8, 192.168.0.0/16], address: same-as-control}
                - {clients: 172.16.0.0/12, address: auto}
                - {clients: 198.51.100.0/24, address: 192.0.2.1}
            access: {allow: 10.0.0.0/8, deny: 10.66.0.0/16}
            """);
    assertThat(run.out())
        .contains(
            "entries      10.0.0.1:21, 127.0.0.1:2121",
            "data ports   50000 (1, shared by all clients), announced as 21000",
            "clients told the address that they reached (to 10.0.0.0/8, 192.168.0.0/16); else"
                + " 10.0.0.1 (auto, private: name the outside address if NAT is in front) (to"
                + " 172.16.0.0/12); else 192.0.2.1 (to 198.51.100.0/24); else ftp.example.org, now"
                + " 203.0.113.10",
            "behind it    ftp.internal:21 (10.0.0.20, 2001:db8::20)",
            "served       10.0.0.0/8, but not 10.66.0.0/16");
    assertThat(run.code()).isZero();
  }

  @Test
  void mistakes_are_printed_with_their_places_and_end_with_1() throws IOException {
    var run = check("listen: 2121\npassive:\n  ports: 50009-50000\nlogs: {}\n");
    assertThat(run.err())
        .hasSize(2)
        .first()
        .asString()
        .startsWith(file() + ":3:10: passive.ports: 50009-50000 is reversed");
    assertThat(run.out()).containsExactly("2 errors: pasvport up would not start.");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void warnings_are_printed_and_end_with_0() throws IOException {
    var run = check("passive: {address: 127.0.0.1}");
    assertThat(run.err())
        .singleElement()
        .asString()
        .startsWith(file() + ":1:20: warning: passive.address: 127.0.0.1 is told to");
    assertThat(run.out()).endsWith("1 warning.");
    assertThat(run.code()).isZero();
  }

  @Test
  void a_port_in_use_is_a_warning_because_pasvport_itself_may_hold_it() throws IOException {
    host.ports.put(new InetSocketAddress(2121), CheckHost.Port.TAKEN);
    host.ports.put(new InetSocketAddress(50003), CheckHost.Port.TAKEN);
    host.ports.put(new InetSocketAddress(50004), CheckHost.Port.TAKEN);
    var run = check("log: {format: json}");
    assertThat(run.err())
        .containsExactly(
            file()
                + ": warning: listen[0]: *:2121 is in use. If Pasvport runs already, that is why;"
                + " else stop the program that holds it (Linux: ss -ltnp 'sport = :2121') or"
                + " choose another port",
            file()
                + ": warning: passive.ports: 50003 and 1 more are in use. If Pasvport runs"
                + " already, that is why; else choose another range, or keep this one from"
                + " outgoing connections (Linux: sysctl"
                + " net.ipv4.ip_local_reserved_ports=50000-50009)");
    assertThat(run.code()).isZero();
  }

  @Test
  void a_port_that_this_user_may_not_open_is_an_error() throws IOException {
    var at = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 21);
    host.ports.put(at, CheckHost.Port.FORBIDDEN);
    var run = check("listen: 10.0.0.1:21");
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains(": listen[0]: 10.0.0.1:21 may not be opened by this user");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void data_ports_are_tried_at_the_addresses_of_the_entries() throws IOException {
    var at = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 50009);
    host.ports.put(at, CheckHost.Port.UNUSABLE);
    assertThat(check("listen: 10.0.0.1:2121").err())
        .singleElement()
        .asString()
        .endsWith("passive.ports: 50009 cannot be opened on this host");
    assertThat(check("listen: 2121").err()).isEmpty();
    assertThat(check("listen: [2121, 10.0.0.1:2122]").err()).isEmpty();
  }

  @Test
  void names_that_lead_nowhere_are_errors() throws IOException {
    host.knows("six.example.org", "2001:db8::10");
    var run =
        check(
            """
            server: ftp.internal
            passive:
              address: six.example.org
              address-for:
                - {clients: 10.0.0.0/8, address: inside.example.org}
            """);
    assertThat(run.err())
        .containsExactly(
            file() + ": server: ftp.internal cannot be looked up: correct it, or write the address",
            file()
                + ": passive.address: six.example.org has no IPv4 address, and a passive reply"
                + " (227) has room for no other",
            file()
                + ": passive.address-for[0].address: inside.example.org cannot be looked up:"
                + " correct it, or write the address");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void a_missing_site_file_is_named() {
    var run = Run.of(new Check(host, host), "--site", file().toString());
    assertThat(run.err()).containsExactly(file() + ": there is no such file");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void wrong_usage_ends_with_64() {
    assertThat(Run.of(new Check(host, host), "--sites", "x").code()).isEqualTo(64);
  }

  @Test
  void a_real_port_is_free_until_somebody_listens_there() throws IOException {
    var real = CheckHost.ofThisHost();
    var loopback = InetAddress.getLoopbackAddress();
    InetSocketAddress at;
    try (var listener = new ServerSocket(0, 1, loopback)) {
      at = new InetSocketAddress(loopback, listener.getLocalPort());
      assertThat(real.port(at)).isEqualTo(CheckHost.Port.TAKEN);
    }
    assertThat(real.port(at)).isEqualTo(CheckHost.Port.FREE);
    // Nobody has a documentation address.
    var elsewhere = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.77"), 2121);
    assertThat(real.port(elsewhere)).isEqualTo(CheckHost.Port.UNUSABLE);
  }

  private Run check(String site) throws IOException {
    Files.writeString(file(), site);
    return Run.of(new Check(host, host), "--site", file().toString(), "--home", folder.toString());
  }

  private Path file() {
    return folder.resolve("site.yaml");
  }
}
