package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.importers.RunningServer;
import pasvport.site.HostAddresses;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings;
import pasvport.site.Site;

/** What {@code pasvport import} reads, writes and says. */
class ImportTest {
  private static final String VSFTPD =
      """
      listen=YES
      pasv_min_port=40000
      pasv_max_port=40009
      pasv_address=203.0.113.5
      """;

  private static final HostAddresses HOST =
      new HostAddresses() {
        @Override
        public boolean isLocal(InetAddress address) {
          return address.isLoopbackAddress();
        }

        @Override
        public Optional<InetAddress> ofDefaultRoute(boolean ipv6) {
          return Optional.empty();
        }
      };

  @TempDir private Path folder;
  private Path site = Path.of("pasvport.yaml");

  @BeforeEach
  void name() {
    site = folder.resolve("pasvport.yaml");
  }

  private Run run(String... arguments) {
    return run(List.of(), arguments);
  }

  private Run run(List<RunningServer> running, String... arguments) {
    return Run.of(
        new Import(HOST, () -> running),
        Stream.concat(Stream.of(arguments), Stream.of("--site", site.toString()))
            .toArray(String[]::new));
  }

  private String file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content).toString();
  }

  private ServerSettings settings() throws Exception {
    return Site.load(site, HOST).site().serverSettings().orElseThrow();
  }

  @Test
  void a_new_site_has_server_and_settings_with_the_lines_they_come_from() throws Exception {
    String configuration = file("vsftpd.conf", VSFTPD);
    Run ran = run(configuration);
    assertThat(ran.code()).isZero();
    assertThat(Files.readString(site))
        .contains("server: 127.0.0.1:21 # " + configuration + ":1\n")
        .contains("  passive-ports: 40000-40009 # " + configuration + ":2, 3\n")
        .contains("  announces: 203.0.113.5 # " + configuration + ":4\n")
        .contains("  tls: off # default of vsftpd\n");
    assertThat(settings().product()).isEqualTo(ServerSettings.Product.VSFTPD);
    assertThat(settings().passivePorts()).containsExactly(new PortRange(40000, 40009));
    assertThat(ran.err()).last().asString().endsWith("vsftpd, 11 facts, 0 warnings.");
  }

  @Test
  void comments_layout_and_permissions_of_a_site_that_is_there_stay() throws Exception {
    String before = "# ours\nserver:   10.0.0.20   # in the cellar\nlimits: {sessions: 9}\n";
    Files.writeString(site, before);
    Files.setPosixFilePermissions(site, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(run(file("vsftpd.conf", VSFTPD)).code()).isZero();
    assertThat(Files.readString(site))
        .startsWith("# ours\nserver:   10.0.0.20   # in the cellar\nserver-settings:\n")
        .endsWith("limits: {sessions: 9}\n");
    assertThat(Files.getPosixFilePermissions(site))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("pasvport.yaml", "vsftpd.conf");
  }

  @Test
  void importing_twice_is_importing_once() throws Exception {
    String configuration = file("vsftpd.conf", VSFTPD);
    run(configuration);
    String once = Files.readString(site);
    assertThat(run(configuration).code()).isZero();
    assertThat(Files.readString(site)).isEqualTo(once);
  }

  @Test
  void print_writes_to_standard_output_and_nowhere_else() throws Exception {
    Run ran = run("--print", file("vsftpd.conf", VSFTPD));
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("server-settings:", "  product: vsftpd");
    assertThat(site).doesNotExist();
  }

  @Test
  void a_trap_is_told_with_its_line_and_what_to_write_instead() throws Exception {
    String configuration = file("vsftpd.conf", VSFTPD.replace("listen=YES", "listen_ipv6=YES"));
    assertThat(run(configuration).err())
        .contains(
            configuration
                + ":4: warning: with listen_ipv6=YES vsftpd tells IPv4 clients 0.0.0.0 instead of"
                + " 203.0.113.5. Write instead: listen=YES and listen_ipv6=NO");
  }

  @Test
  void the_server_may_be_named_and_the_command_line_given() throws Exception {
    Run ran =
        run("--command", "python3 -m pyftpdlib -p 2121 -r 40000-40009", "--address", "10.0.0.7");
    assertThat(ran.code()).isZero();
    assertThat(Files.readString(site))
        .contains("listen: 2122 # the server has 2121\n", "server: 10.0.0.7:2121 # --command");
    assertThat(settings().beyondRange()).contains(ServerSettings.BeyondRange.LEAK);
  }

  @Test
  void a_name_chooses_or_adds_an_entry_of_servers() throws Exception {
    Files.writeString(site, "servers:\n  - name: old # archive\n    address: 10.0.0.9\n");
    String configuration = file("vsftpd.conf", VSFTPD);
    assertThat(run(configuration, "--name", "new", "--address", "10.0.0.20").code()).isZero();
    assertThat(run(configuration, "--name", "old").code()).isZero();
    assertThat(Site.load(site, HOST).site().servers())
        .allSatisfy(server -> assertThat(server.settings()).isPresent())
        .extracting(server -> server.name() + " " + server.address())
        .containsExactly("old 10.0.0.9:21", "new 10.0.0.20:21");
    assertThat(Files.readString(site)).startsWith("servers:\n  - name: old # archive\n");
  }

  @Test
  void of_several_ports_one_is_imported_and_the_others_are_told() throws Exception {
    String configuration =
        file(
            "proftpd.conf",
            """
            ServerType standalone
            PassivePorts 40000 40009
            <VirtualHost 10.0.0.21>
              Port 2100
            </VirtualHost>
            """);
    assertThat(run(configuration).err())
        .anySatisfy(line ->
            assertThat(line).contains("listens on 10.0.0.21:2100 too; --port 2100 --name NAME"));
    assertThat(run(configuration, "--port", "2100", "--print").out())
        .anySatisfy(line -> assertThat(line).contains("passive-source: kernel"));
    assertThat(run(configuration, "--port", "99").code()).isEqualTo(2);
  }

  @Test
  void a_port_that_differs_from_the_sites_is_told() throws Exception {
    Files.writeString(site, "server: 10.0.0.20:2100\n");
    assertThat(run(file("vsftpd.conf", VSFTPD)).err())
        .anySatisfy(line ->
            assertThat(line)
                .contains("server is 10.0.0.20:2100, but the configuration listens on 21"));
  }

  @Test
  void without_a_file_the_one_in_a_usual_place_is_read() throws Exception {
    Path root = folder.resolve("root");
    file("root/etc/vsftpd.conf", VSFTPD);
    Run ran = run("--root", root.toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).first().isEqualTo("Reading /etc/vsftpd.conf.");
    assertThat(settings().config()).contains(Path.of("/etc/vsftpd.conf"));
  }

  @Test
  void without_a_file_and_with_several_candidates_the_choice_is_the_readers() throws Exception {
    file("root/etc/vsftpd.conf", VSFTPD);
    file("root/etc/proftpd/proftpd.conf", "ServerType standalone\n");
    Run ran = run("--root", folder.resolve("root").toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .containsExactly(
            "There are several; choose one:",
            "  pasvport import /etc/vsftpd.conf",
            "  pasvport import /etc/proftpd/proftpd.conf");
    assertThat(run("--root", folder.resolve("root").toString(), "--server", "vsftpd").code())
        .isZero();
  }

  @Test
  void without_anything_the_places_looked_at_are_told() {
    Run ran = run("--root", folder.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("  /etc/vsftpd.conf", "  /etc/pure-ftpd/conf");
    assertThat(site).doesNotExist();
  }

  @Test
  void a_server_that_runs_is_read_and_compared_with_its_configuration() throws Exception {
    var running =
        List.of(
            new RunningServer(
                ServerSettings.Product.PYFTPDLIB,
                7,
                List.of(2100),
                List.of("python3", "-m", "pyftpdlib", "-p", "2121")));
    Run ran = run(running);
    assertThat(ran.code()).isZero();
    assertThat(ran.err())
        .contains(
            "pyftpdlib runs here (process 7) and listens on 2100. Reading its command line.",
            "warning: pyftpdlib listens on 2100, but its configuration says 2121; has it been"
                + " restarted since?");
  }

  /** A configuration that is none, and a piece of what is said. */
  record Bad(String name, String content, Charset encoding, String said) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bad> bad() {
    return Stream.of(
        new Bad(
            "cut.conf",
            "listen=YES\npasv_min",
            StandardCharsets.UTF_8,
            "cut.conf:2: pasv_min is no option"),
        new Bad(
            "utf16.conf",
            VSFTPD,
            StandardCharsets.UTF_16LE,
            "utf16.conf:1: a NUL byte stands here; expected a text in UTF-8"),
        new Bad(
            "proftpd.conf",
            "ServerType standalone\n<Global>\n",
            StandardCharsets.UTF_8,
            "proftpd.conf:2: <global> is not closed"),
        new Bad(
            "nginx.conf",
            "# web\nuser www;\n",
            StandardCharsets.UTF_8,
            "nginx.conf:2: this is no configuration of"),
        new Bad(
            "FileZilla Server.xml",
            "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>"
                + "<FileZillaServer><Settings>&a;</Settings></FileZillaServer>",
            StandardCharsets.UTF_8,
            "FileZilla Server.xml:1: a document type"),
        new Bad(
            "sftpgo.json",
            "{\"ftpd\": {\n\"bindings\": [",
            StandardCharsets.UTF_8,
            "sftpgo.json:2: "),
        new Bad("missing.conf", "", StandardCharsets.UTF_8, "missing.conf: there is no such file"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void bad_input_is_told_with_its_place_and_nothing_is_written(Bad bad) throws Exception {
    String before = "server: 10.0.0.20 # ours\n";
    Files.writeString(site, before);
    Path file = folder.resolve(bad.name);
    if (!bad.content.isEmpty()) {
      Files.writeString(file, bad.content, bad.encoding);
    }
    Run ran = run(file.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(String.join("\n", ran.err())).contains(bad.said);
    assertThat(ran.err()).last().isEqualTo("Nothing was written.");
    assertThat(Files.readString(site)).isEqualTo(before);
  }

  @Test
  void a_file_of_a_hundred_megabytes_is_refused() throws Exception {
    Path file = folder.resolve("vsftpd.conf");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(100L << 20);
    }
    Run ran = run(file.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).first().asString().contains("longer than 16 MiB");
    assertThat(site).doesNotExist();
  }

  @Test
  void a_site_with_a_mistake_is_left_alone() throws Exception {
    String before = "server: 10.0.0.20\ncolour: red\n";
    Files.writeString(site, before);
    Run ran = run(file("vsftpd.conf", VSFTPD));
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).first().asString().contains("colour: this key is unknown");
    assertThat(Files.readString(site)).isEqualTo(before);
  }

  @Test
  void a_server_that_is_not_known_is_wrong_usage() {
    assertThat(run("--server", "wingftp", "x").code()).isEqualTo(2);
  }
}
