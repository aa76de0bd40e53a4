package pasvport.trials;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
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
import pasvport.trials.AllServers.Behind;
import pasvport.trials.client.CommonsNet;
import pasvport.trials.client.Curl;
import pasvport.trials.client.Entry;
import pasvport.trials.client.FtpClient;
import pasvport.trials.client.Lftp;
import pasvport.trials.client.Mode;
import pasvport.trials.client.Ncftp;
import pasvport.trials.client.Operation;
import pasvport.trials.client.PythonFtplib;
import pasvport.trials.client.Tls;
import pasvport.trials.client.Tnftp;
import pasvport.trials.client.Wget;
import pasvport.trials.server.FtpServer;
import pasvport.trials.server.Vsftpd;

/**
 * Everyday work: real clients outside a NAT firewall, the gateway behind it, real servers behind
 * that. Every client does everything with every server in every mode over IPv4 and IPv6; what
 * cannot be is left out with its reason.
 */
@Tag("lab")
final class TransfersTest {
  enum Tool {
    CURL,
    LFTP,
    TNFTP,
    NCFTP,
    WGET,
    FTPLIB,
    COMMONS_NET
  }

  enum Family {
    IPV4,
    IPV6
  }

  /** One way to do one thing: a cell of the matrix. Its files are gone when it is over. */
  record Way(Tool tool, Behind behind, Mode mode, Family family, Operation operation)
      implements AutoCloseable {
    FtpServer server() {
      return all.server(behind);
    }

    FtpClient client() {
      var server = server();
      String host = family == Family.IPV4 ? NatLab.PUBLIC : NatLab.PUBLIC_6;
      var entry = new Entry(host, behind.port, server.user(), server.password(), Tls.NONE);
      return switch (tool) {
        case CURL -> new Curl(all.network.outside, entry, mode);
        case LFTP -> new Lftp(all.network.outside, entry, mode);
        case TNFTP -> new Tnftp(all.network.outside, entry, mode);
        case NCFTP -> new Ncftp(all.network.outside, entry, mode);
        case WGET -> new Wget(all.network.outside, entry, mode);
        case FTPLIB -> new PythonFtplib(all.network.outside, entry, mode);
        case COMMONS_NET -> new CommonsNet(outpost, entry, mode);
      };
    }

    /** Why it is left out; empty if it is not. */
    Optional<String> leftOut() {
      if (family == Family.IPV6 && (mode == Mode.PASV || mode == Mode.PORT)) {
        return Optional.of("PASV and PORT cannot name an address of IPv6 (RFC 2428, 1)");
      }
      if (tool == Tool.LFTP && operation == Operation.ABORT && saysAborWith426()) {
        return Optional.of(
            "lftp 4.9.2 takes a 426 with the word ABOR in it for the reply to ABOR and loses count,"
                + " without a gateway too");
      }
      return client().cannot(operation);
    }

    private boolean saysAborWith426() {
      return behind == Behind.PYFTPDLIB || behind == Behind.PURE_FTPD;
    }

    private String unique(String name) {
      return "%s-%s-%s-%s-%s-%s".formatted(tool, mode, family, behind, operation, name);
    }

    /** A file's name on the server that no other way uses. */
    String remote(String name) {
      return server().folder() + unique(name);
    }

    /** A file of the client's that no other way uses. */
    Path local(String name) {
      return folder.resolve("client").resolve(unique(name));
    }

    Path local(String name, byte[] content) throws IOException {
      return Files.write(local(name), content);
    }

    /** The file as it lies on the server's disk. */
    Path stored(String name) {
      return server().files().resolve(unique(name));
    }

    void store(String name, byte[] content) throws IOException {
      server().put(unique(name), content);
    }

    @Override
    public void close() throws IOException {
      for (var place : List.of(folder.resolve("client"), server().files())) {
        try (var files = Files.newDirectoryStream(place, unique("*"))) {
          for (var file : files) {
            if (Files.isDirectory(file)) {
              try (var inside = Files.newDirectoryStream(file)) {
                for (var each : inside) {
                  Files.delete(each);
                }
              }
            }
            Files.delete(file);
          }
        }
      }
    }

    @Override
    public String toString() {
      return "%s %s %s to %s".formatted(tool, mode, family, behind).replace('_', ' ');
    }
  }

  /**
   * More than all buffers between server and client hold, so that an abort meets a running
   * transfer.
   */
  private static final byte[] BIG = Content.of(1, 48 << 20);

  private static final byte[] SOME = Content.of(2, 1_500_000);
  private static final int PART = 567_890;

  @TempDir private static Path folder;
  private static AllServers all;
  private static Outpost outpost;

  @BeforeAll
  static void build() throws IOException {
    all = AllServers.open("transfers", folder);
    outpost = new Outpost(all.network.outside);
    Files.createDirectory(folder.resolve("client"));
    for (var server : all.servers()) {
      server.put("big", BIG);
    }
  }

  @AfterAll
  static void tear_down() {
    if (all != null) {
      all.close();
    }
  }

  private static Stream<Way> matrix() {
    return Stream.of(Tool.values())
        .flatMap(tool ->
            Stream.of(Behind.values())
                .flatMap(behind ->
                    Stream.of(Mode.values())
                        .flatMap(mode ->
                            Stream.of(Family.values())
                                .flatMap(family ->
                                    Stream.of(Operation.values())
                                        .map(operation ->
                                            new Way(tool, behind, mode, family, operation))))));
  }

  private static List<Way> ways(Operation operation) {
    return matrix().filter(way -> way.operation == operation && way.leftOut().isEmpty()).toList();
  }

  static List<Way> ways_to_list() {
    return ways(Operation.LIST);
  }

  @ParameterizedTest
  @MethodSource("ways_to_list")
  @Execution(ExecutionMode.CONCURRENT)
  void a_folder_is_listed(Way way) throws IOException {
    var listed = Files.createDirectory(way.stored("folder"));
    Files.setPosixFilePermissions(listed, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.write(listed.resolve("one"), new byte[1]);
    Files.write(listed.resolve("four-thousand"), new byte[4_000]);

    // wget asks for these two, and Pure-FTPd gives them to everyone who asks for names.
    assertThat(way.client().names(way.remote("folder")))
        .filteredOn(name -> !name.equals(".") && !name.equals(".."))
        .containsExactlyInAnyOrder("one", "four-thousand");
    assertThat(way.client().listing(way.remote("folder")))
        .containsPattern(" 4000 .*four-thousand")
        .contains(" one");
  }

  static List<Way> ways_to_upload() {
    return ways(Operation.UPLOAD);
  }

  @ParameterizedTest
  @MethodSource("ways_to_upload")
  @Execution(ExecutionMode.CONCURRENT)
  void files_arrive_as_they_were_sent(Way way) throws IOException {
    for (byte[] content : List.of(SOME, Content.allBytes(), new byte[0])) {
      String name = "sent-" + content.length;
      way.client().upload(way.local(name, content), way.remote(name));

      assertHolds(way.stored(name), content);
    }
  }

  static List<Way> ways_to_download() {
    return ways(Operation.DOWNLOAD);
  }

  @ParameterizedTest
  @MethodSource("ways_to_download")
  @Execution(ExecutionMode.CONCURRENT)
  void files_come_back_as_they_are(Way way) throws IOException {
    for (byte[] content : List.of(SOME, Content.allBytes(), new byte[0])) {
      String name = "kept-" + content.length;
      way.store(name, content);
      way.client().download(way.remote(name), way.local(name));

      assertHolds(way.local(name), content);
    }
  }

  static List<Way> ways_to_resume_an_upload() {
    return ways(Operation.RESUME_UPLOAD);
  }

  @ParameterizedTest
  @MethodSource("ways_to_resume_an_upload")
  @Execution(ExecutionMode.CONCURRENT)
  void an_upload_is_resumed(Way way) throws IOException {
    way.store("half-sent", Arrays.copyOf(SOME, PART));
    way.client().resumeUpload(way.local("half-sent", SOME), way.remote("half-sent"));

    assertHolds(way.stored("half-sent"), SOME);
  }

  static List<Way> ways_to_resume_a_download() {
    return ways(Operation.RESUME_DOWNLOAD);
  }

  @ParameterizedTest
  @MethodSource("ways_to_resume_a_download")
  @Execution(ExecutionMode.CONCURRENT)
  void a_download_is_resumed(Way way) throws IOException {
    way.store("half-fetched", SOME);
    var part = way.local("half-fetched", Arrays.copyOf(SOME, PART));
    way.client().resumeDownload(way.remote("half-fetched"), part);

    assertHolds(part, SOME);
  }

  static List<Way> ways_to_rename() {
    return ways(Operation.RENAME);
  }

  @ParameterizedTest
  @MethodSource("ways_to_rename")
  @Execution(ExecutionMode.CONCURRENT)
  void a_file_is_renamed(Way way) throws IOException {
    way.store("old-name", SOME);
    way.client().rename(way.remote("old-name"), way.remote("new-name"));

    assertThat(way.stored("old-name")).doesNotExist();
    assertHolds(way.stored("new-name"), SOME);
  }

  static List<Way> ways_to_delete() {
    return ways(Operation.DELETE);
  }

  @ParameterizedTest
  @MethodSource("ways_to_delete")
  @Execution(ExecutionMode.CONCURRENT)
  void a_file_is_deleted(Way way) throws IOException {
    way.store("unwanted", SOME);
    way.client().delete(way.remote("unwanted"));

    assertThat(way.stored("unwanted")).doesNotExist();
  }

  static List<Way> ways_to_abort() {
    return ways(Operation.ABORT);
  }

  @ParameterizedTest
  @MethodSource("ways_to_abort")
  @Execution(ExecutionMode.CONCURRENT)
  void a_download_is_aborted_and_the_next_one_is_whole(Way way) throws IOException {
    way.store("small", SOME);
    var part = way.local("big");
    var whole = way.local("small");
    String big = way.server().folder() + "big";
    way.client().abortThenDownload(big, part, way.remote("small"), whole);

    assertHolds(whole, SOME);
    int fetched = Math.toIntExact(Files.size(part));
    assertThat(fetched).isBetween(1, BIG.length - 1);
    assertHolds(part, Arrays.copyOf(BIG, fetched));
  }

  /** On standard output, where the run's log shows it. */
  @Test
  void the_matrix_has_at_least_two_hundred_ways() {
    var reasons =
        matrix()
            .flatMap(way -> way.leftOut().stream())
            .collect(groupingBy(reason -> reason, TreeMap::new, counting()));
    long leftOut = reasons.values().stream().mapToLong(Long::longValue).sum();
    long ran = matrix().count() - leftOut;
    long ways =
        matrix().filter(way -> way.leftOut().isEmpty()).map(Way::toString).distinct().count();
    System.out.printf(
        "trial: matrix: %d combinations of client, server, mode and IP version, with their operations %d of %d%n",
        ways, ran, matrix().count());
    reasons.forEach(
        (reason, count) -> System.out.printf("trial: matrix: left out %d: %s%n", count, reason));

    assertThat(ways).isGreaterThanOrEqualTo(200);
  }

  @Test
  void pasv_over_ipv6_is_refused_with_a_hint() {
    String reply =
        outpost.call(() -> {
          try (var wire = Wire.to(NatLab.PUBLIC_6, 2121)) {
            return wire.login(Vsftpd.USER, Vsftpd.PASSWORD).ask("PASV");
          }
        });
    assertThat(reply).startsWith("425 ").contains("EPSV");
  }

  @Test
  void a_client_inside_is_told_the_inside_address() {
    try (var server = new Outpost(all.network.server)) {
      var login = all.server(Behind.EMBEDDED);
      String user = login.user();
      String password = login.password();
      String told =
          server.call(() -> {
            try (var wire = Wire.to(NatLab.GATEWAY_TO_SERVER, 2123)) {
              return wire.login(user, password).pasvAddress().getHostString();
            }
          });
      assertThat(told).isEqualTo(NatLab.GATEWAY_TO_SERVER);
    }
  }

  @Test
  void the_server_is_not_reached_from_outside_but_through_the_gateway() {
    var direct =
        all.network
            .outside
            .run("curl", "-sS", "--connect-timeout", "1", "ftp://10.0.1.2/")
            .within(FtpClient.PATIENCE);
    assertThat(direct.exit()).isEqualTo(28); // curl(1): timed out
  }

  /** Byte for byte; quicker than an assertion that would show the bytes. */
  private static void assertHolds(Path file, byte[] content) throws IOException {
    assertThat(Arrays.mismatch(Files.readAllBytes(file), content))
        .as("first difference in %s", file)
        .isNegative();
  }
}
