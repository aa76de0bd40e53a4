package pasvport.trials;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.trials.client.CommonsNetFtps;
import pasvport.trials.client.Curl;
import pasvport.trials.client.Entry;
import pasvport.trials.client.FtpClient;
import pasvport.trials.client.FtpsClient;
import pasvport.trials.client.JavaFtps;
import pasvport.trials.client.Lftp;
import pasvport.trials.client.Mode;
import pasvport.trials.client.PythonFtplib;
import pasvport.trials.client.Tls;
import pasvport.trials.server.FtpServer;
import pasvport.trials.server.Identity;
import pasvport.trials.server.Proftpd;
import pasvport.trials.server.PureFtpd;
import pasvport.trials.server.ServerTls;
import pasvport.trials.server.Vsftpd;

/**
 * Everyday work under TLS: real clients outside a NAT firewall, the gateway behind it, real servers
 * behind that, each leg in clear or protected in one of the ways there are. Every client does
 * several transfers in one session; what cannot be is left out with its reason.
 */
@Tag("lab")
final class FtpsTransfersTest {
  enum Tool {
    CURL,
    LFTP,
    FTPLIB,
    COMMONS_NET,
    JAVA
  }

  enum Software {
    VSFTPD,
    PROFTPD,
    PURE_FTPD
  }

  /** How the gateway and the server speak. */
  enum Back {
    IN_CLEAR,
    TLS_1_3,
    TLS_1_2,
    IMPLICIT;

    TlsVersion version() {
      return this == TLS_1_2 ? TlsVersion.TLS_1_2 : TlsVersion.TLS_1_3;
    }
  }

  /** What stands behind the gateway. */
  record Behind(Software software, Back back) {
    static Stream<Behind> all() {
      return Stream.of(Software.values())
          .flatMap(software -> Stream.of(Back.values()).map(back -> new Behind(software, back)));
    }

    private int index() {
      return all().toList().indexOf(this);
    }

    /** The server's own. */
    int port() {
      return 2101 + index();
    }

    /** The gateway's, where TLS is explicit or not at all. */
    int entry() {
      return 2131 + index();
    }

    /** The gateway's, where TLS is implicit. */
    int implicitEntry() {
      return 2151 + index();
    }

    boolean exists() {
      return software != Software.PURE_FTPD || back != Back.IMPLICIT;
    }

    /** Pure-FTPd gives no tickets, which in TLS 1.3 are all there is. */
    boolean resumes() {
      return software != Software.PURE_FTPD || back.version() == TlsVersion.TLS_1_2;
    }

    /** Its back leg is tried with every front leg. */
    boolean main() {
      return back == Back.TLS_1_3 || (software == Software.VSFTPD && back == Back.IN_CLEAR);
    }

    FtpServer server() {
      return Objects.requireNonNull(SERVERS.get(this));
    }

    /** The gateway's {@code servers}. */
    String site() {
      String tls =
          switch (back) {
            case IN_CLEAR -> "off";
            case TLS_1_3, TLS_1_2 -> "explicit";
            case IMPLICIT -> "implicit";
          };
      return "  - { name: %s-%s, address: '%s:%d', entries: [%d, %d], tls: { mode: %s, trust: %s } }"
          .formatted(
              software,
              back,
              NatLab.SERVER,
              port(),
              entry(),
              implicitEntry(),
              tls,
              identity.certificate())
          .replace('_', '-');
    }

    @Override
    public String toString() {
      return software + " " + back;
    }
  }

  /** One way: a cell of the matrix. */
  record Way(Tool tool, Behind behind, Tls front, Mode mode) {
    FtpsClient client() {
      int port = front.start() == Tls.Start.IMPLICIT ? behind.implicitEntry() : behind.entry();
      var server = behind.server();
      var entry = new Entry(NatLab.PUBLIC, port, server.user(), server.password(), front);
      return switch (tool) {
        case CURL -> new Curl(network.outside, entry, mode);
        case LFTP -> new Lftp(network.outside, entry, mode);
        case FTPLIB -> new PythonFtplib(network.outside, entry, mode);
        case COMMONS_NET -> new CommonsNetFtps(outpost, entry, mode);
        case JAVA -> new JavaFtps(outpost, entry, mode);
      };
    }

    /** Why it is left out; empty if it is not. */
    Optional<String> leftOut() {
      if (!behind.exists()) {
        return Optional.of("Debian's Pure-FTPd has no implicit TLS: it is chosen when it is built");
      }
      boolean inClear = front.start() == Tls.Start.NEVER;
      if (inClear && behind.back == Back.IN_CLEAR) {
        return Optional.of("both legs in clear: they are in the other matrix");
      }
      boolean usual = inClear || front.equals(fronts.getLast());
      if (!usual && !behind.main()) {
        return Optional.of(
            "a leg does not know how the other is protected: this server's is tried with "
                + Tls.NONE
                + " and "
                + fronts.getLast()
                + " in front");
      }
      return client().cannotProtect();
    }

    private String unique(String name) {
      return "%s-%s-%s-%s-%s".formatted(tool, front, mode, behind, name).replace(' ', '-');
    }

    /** Whether the log's line says what it must of a data connection's TLS. */
    boolean isProtected(String line) {
      String how =
          switch (client().resumption()) {
            case ALWAYS -> "resumed";
            case SOMETIMES -> "(resumed|full)";
          };
      String toClient =
          front.dataToo() ? "front-tls=\"%s %s\"".formatted(front.version(), how) : "";
      String toServer =
          behind.back == Back.IN_CLEAR
              ? ""
              : "back-tls=\"%s %s\""
                  .formatted(behind.back.version(), behind.resumes() ? "resumed" : "full");
      return tls(line).matches(toClient + toServer);
    }

    @Override
    public String toString() {
      return "%s %s %s to %s".formatted(tool, front, mode, behind).replace('_', ' ');
    }
  }

  private static final int COPIES = 2;

  /** With the upload and the listing. */
  private static final int TRANSFERS = COPIES + 2;

  private static final Map<Behind, FtpServer> SERVERS = new HashMap<>();

  @TempDir private static Path folder;
  private static List<Tls> fronts;
  private static NatLab network;
  private static Outpost outpost;
  private static Identity identity;
  private static Pasvport gateway;

  @BeforeAll
  static void build() throws IOException {
    assumeTrue(
        Proftpd.isThere() && PureFtpd.isThere(),
        "the trials need proftpd with mod_tls, and pure-ftpd, unpacked as ./test does it");
    network = NatLab.open("ftps");
    outpost = new Outpost(network.outside);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(folder.resolve("client"));
    identity =
        Identity.make(folder, "trial", "IP:%s,IP:%s".formatted(NatLab.PUBLIC, NatLab.SERVER));
    fronts =
        Stream.concat(
                Stream.of(Tls.NONE),
                Stream.of(Tls.Start.IMPLICIT, Tls.Start.EXPLICIT)
                    .flatMap(start ->
                        Stream.of(TlsVersion.values())
                            .flatMap(version ->
                                Stream.of(false, true)
                                    .map(dataToo ->
                                        new Tls(
                                            start,
                                            version,
                                            dataToo,
                                            identity.certificate().toString())))))
            .toList();
    for (var behind : Behind.all().filter(Behind::exists).toList()) {
      SERVERS.put(behind, start(behind));
    }
    gateway =
        Pasvport.up(
            network.gateway,
            folder.resolve("home"),
            new Behind(Software.VSFTPD, Back.IN_CLEAR).entry(),
            """
            listen: [%s]
            tls: { implicit: [%s] }
            certificates: { files: [{ certificate: %s, key: %s }] }
            servers:
            %s
            passive: { ports: 50000-50009, address: 198.51.100.1 }
            limits: { logins-per-minute: 10000, handshakes-per-minute: 100000 }
            """
                .formatted(
                    existing(behind -> Integer.toString(behind.entry()), ", "),
                    existing(behind -> Integer.toString(behind.implicitEntry()), ", "),
                    identity.certificate(),
                    identity.key(),
                    existing(Behind::site, "\n")));
  }

  private static String existing(Function<Behind, String> text, String between) {
    return Behind.all().filter(Behind::exists).map(text).collect(joining(between));
  }

  private static FtpServer start(Behind behind) throws IOException {
    var host = network.server;
    var home = Files.createDirectory(folder.resolve("server-" + behind.port()));
    var tls = new ServerTls(identity, behind.back == Back.IMPLICIT, behind.back.version());
    return switch (behind.software) {
      case VSFTPD ->
          behind.back == Back.IN_CLEAR
              ? Vsftpd.start(host, behind.port(), home)
              : Vsftpd.start(host, behind.port(), home, tls);
      case PROFTPD ->
          behind.back == Back.IN_CLEAR
              ? Proftpd.start(host, behind.port(), home)
              : Proftpd.start(host, behind.port(), home, tls);
      case PURE_FTPD ->
          behind.back == Back.IN_CLEAR
              ? PureFtpd.start(host, behind.port(), home)
              : PureFtpd.start(host, behind.port(), home, tls);
    };
  }

  @AfterAll
  static void tear_down() {
    if (network != null) {
      network.close();
    }
  }

  private static Stream<Way> all() {
    return Behind.all()
        .flatMap(behind ->
            Stream.of(Tool.values())
                .flatMap(tool ->
                    fronts.stream()
                        .flatMap(front ->
                            Stream.of(Mode.EPSV, Mode.PORT)
                                .map(mode -> new Way(tool, behind, front, mode)))));
  }

  static List<Way> ways() {
    return all().filter(way -> way.leftOut().isEmpty()).toList();
  }

  @ParameterizedTest
  @MethodSource("ways")
  @Execution(ExecutionMode.CONCURRENT)
  void files_go_there_and_back_in_one_session_and_data_resumes(Way way) throws IOException {
    var server = way.behind.server();
    byte[] content = Content.of(way.toString().hashCode(), 300_000);
    var sent = Files.write(local(way, "sent"), content);
    var listed = Files.createDirectory(server.files().resolve(way.unique("folder")));
    Files.setPosixFilePermissions(listed, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.write(listed.resolve("four-thousand"), new byte[4_000]);
    var copies = Stream.of("copy-1", "copy-2").map(name -> local(way, name)).toList();
    String remote = server.folder() + way.unique("file");

    String listing =
        way.client().roundTrip(sent, remote, server.folder() + way.unique("folder"), copies);

    assertThat(listing).containsPattern(" 4000 .*four-thousand");
    assertHolds(server.files().resolve(way.unique("file")), content);
    for (var copy : copies) {
      assertHolds(copy, content);
      Files.delete(copy);
    }
    await()
        .atMost(FtpClient.PATIENCE)
        .untilAsserted(() -> assertThat(transfers(way)).hasSize(TRANSFERS));
    assertThat(transfers(way)).allMatch(way::isProtected);
  }

  private static Path local(Way way, String name) {
    return folder.resolve("client").resolve(way.unique(name));
  }

  /** What the log says of the transfers of the session that uploaded this way's file. */
  private static List<String> transfers(Way way) {
    var lines = gateway.log().lines().filter(line -> line.contains(" transfer ")).toList();
    return lines.stream()
        .filter(line -> line.contains(" verb=\"STOR\"") && line.contains(way.unique("file")))
        .map(line -> line.replaceFirst(".*( session=\"\\d+\" ).*", "$1"))
        .findFirst()
        .map(session -> lines.stream().filter(line -> line.contains(session)).toList())
        .orElse(List.of());
  }

  /** What a line of the log says of TLS. */
  private static String tls(String line) {
    return Pattern.compile("(front|back)-tls=\"[^\"]*\"")
        .matcher(line)
        .results()
        .map(MatchResult::group)
        .collect(joining());
  }

  /** On standard output, where the run's log shows it. */
  @Test
  void the_matrix_is_counted_with_what_is_left_out() {
    var reasons =
        all()
            .flatMap(way -> way.leftOut().stream())
            .collect(groupingBy(reason -> reason, TreeMap::new, counting()));
    System.out.printf(
        "trial: FTPS matrix: %d of %d combinations of client, TLS in front, mode and server with TLS behind, %d transfers in each session%n",
        ways().size(), all().count(), TRANSFERS);
    reasons.forEach((reason, count) ->
        System.out.printf("trial: FTPS matrix: left out %d: %s%n", count, reason));

    assertThat(ways().size()).isGreaterThanOrEqualTo(350);
  }

  /** Byte for byte; quicker than an assertion that would show the bytes. */
  private static void assertHolds(Path file, byte[] content) throws IOException {
    assertThat(Arrays.mismatch(Files.readAllBytes(file), content))
        .as("first difference in %s", file)
        .isNegative();
  }
}
