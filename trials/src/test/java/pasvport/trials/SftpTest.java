package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.lab.Ran;
import pasvport.server.AuthorizedKeys;
import pasvport.server.UserRefusedException;
import pasvport.server.Users;
import pasvport.site.Home;

/**
 * OpenSSH's sftp and scp, and rclone, at the built-in server: directly at port 2022, and through
 * port 2222 of another pasvport in front of it.
 *
 * <pre>
 *   client 10.0.0.1 ── 10.0.0.2 front 10.0.1.1 ── 10.0.1.2 inner
 * </pre>
 */
@Tag("lab")
final class SftpTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PASSWORD = "correct horse";
  private static final int SIZE = 5_000_000;
  private static final String DIRECT = "10.0.1.2:2022";
  private static final String THROUGH = "10.0.0.2:2222";

  private static final String INNER_SITE =
      """
      listen: 2121
      policy:
        - {users: reader, access: read-only}
        - {users: dropper, access: write-only, largest-file: 1MiB, deny-names: "*.exe"}
        - {users: slow, rate-per-user: 1MiB/s}
        - {users: sleeper, hours: mon 00:00-00:01, zone: Europe/Berlin}
      """;

  private static final String FRONT_SITE =
      """
      listen: 2121
      server: 10.0.1.2:2121
      pass-through:
        - {listen: 2222, to: 10.0.1.2:2022}
        - {listen: 2223, to: 10.0.1.2:2023}
      """;

  @TempDir private static Path folder;
  private static Lab lab;
  private static Host client;
  private static Host innerHost;
  private static Pasvport inner;
  private static Pasvport front;
  private static Path home;
  private static Path key;
  private static Path sent;

  private Path back;
  private Path files;

  @BeforeAll
  static void start() throws IOException, UserRefusedException {
    var missing = new ArrayList<>(Lab.missing());
    Stream.of("sftp", "scp", "rclone", "ssh-keygen")
        .filter(program -> !Lab.installed(program))
        .forEach(program -> missing.add("the trials need the program " + program));
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    lab = Lab.open("sftp");
    client = lab.host("client");
    var frontHost = lab.host("front");
    innerHost = lab.host("inner");
    lab.link(client, "10.0.0.1/24", frontHost, "10.0.0.2/24");
    lab.link(frontHost, "10.0.1.1/24", innerHost, "10.0.1.2/24");
    frontHost.forwarding(true);
    client.route("10.0.1.0/24", "10.0.0.2");
    innerHost.route("10.0.0.0/24", "10.0.1.1");
    home = folder.resolve("home");
    key = folder.resolve("key");
    client
        .run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
        .within(PATIENCE)
        .orThrow();
    var users = Users.open(Home.at(home));
    var keys = new AuthorizedKeys(Home.at(home), users);
    for (var user : List.of("alice", "reader", "dropper", "slow", "sleeper")) {
      users.add(user, PASSWORD.toCharArray());
      keys.add(user, Files.readString(folder.resolve("key.pub")));
    }
    inner = Pasvport.up(innerHost, home, 2022, INNER_SITE);
    front = Pasvport.up(frontHost, folder.resolve("front"), 2222, FRONT_SITE);
    sent = Files.write(folder.resolve("sent"), Content.of(1, SIZE));
  }

  @AfterAll
  static void tear_down() {
    if (lab != null) {
      lab.close();
    }
  }

  @BeforeEach
  void fresh() throws IOException {
    files = home.resolve("files/alice");
    back = folder.resolve("back");
    Files.deleteIfExists(back);
    if (Files.isDirectory(files)) {
      try (var old = Files.walk(files)) {
        for (var path : old.sorted(java.util.Comparator.reverseOrder()).toList()) {
          if (!path.equals(files)) {
            Files.delete(path);
          }
        }
      }
    }
  }

  private static List<String> options() {
    return List.of(
        "-o",
        "StrictHostKeyChecking=accept-new",
        "-o",
        "UserKnownHostsFile=" + folder.resolve("known_hosts"),
        "-o",
        "BatchMode=yes",
        "-o",
        "IdentitiesOnly=yes",
        "-F",
        "none",
        "-i",
        key.toString());
  }

  /** Runs a batch of sftp's commands. */
  private static Ran sftp(String user, String at, String... commands) {
    var batch = String.join("\n", commands) + "\n";
    var port = at.substring(at.indexOf(':') + 1);
    var words = new ArrayList<>(List.of("sftp", "-q", "-b", "-", "-P", port));
    words.addAll(options());
    words.add(user + "@" + at.substring(0, at.indexOf(':')));
    return client
        .run(words)
        .reading(batch.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .within(PATIENCE);
  }

  private static Ran scp(String at, String... words) {
    var command = new ArrayList<>(List.of("scp", "-q", "-P", at.substring(at.indexOf(':') + 1)));
    command.addAll(options());
    command.addAll(Arrays.asList(words));
    return client.run(command).within(PATIENCE);
  }

  private static Ran rclone(String user, String at, String... words) {
    var host = at.substring(0, at.indexOf(':'));
    var port = at.substring(at.indexOf(':') + 1);
    var hidden =
        client.run("rclone", "obscure", PASSWORD).within(PATIENCE).orThrow().stdout().strip();
    var command = new ArrayList<>(List.of("rclone", "--config", "/dev/null", "--retries", "1"));
    command.addAll(
        List.of(
            "--sftp-host", host, "--sftp-port", port, "--sftp-user", user, "--sftp-pass", hidden));
    command.addAll(Arrays.asList(words));
    return client.run(command).within(PATIENCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {DIRECT, THROUGH})
  void sftp_with_a_key_does_all_that_people_do_with_files(String at) throws IOException {
    Files.setPosixFilePermissions(sent, PosixFilePermissions.fromString("rw-r-----"));
    var time = FileTime.from(Instant.parse("2024-05-06T07:08:09Z"));
    Files.setLastModifiedTime(sent, time);

    var listed =
        sftp(
                "alice",
                at,
                "put -p " + sent + " one",
                "mkdir dir",
                "rename one dir/two",
                "ls -l dir",
                "get dir/two " + back)
            .orThrow();

    assertThat(listed.stdout()).contains("-rw-r-----", " " + SIZE + " ", "two");
    assertThat(Files.mismatch(sent, back)).isEqualTo(-1);
    var two = files.resolve("dir/two");
    assertThat(Files.mismatch(sent, two)).isEqualTo(-1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(two)))
        .isEqualTo("rw-r-----");
    assertThat(Files.getLastModifiedTime(two)).isEqualTo(time);

    sftp("alice", at, "chmod 600 dir/two", "rm dir/two", "rmdir dir").orThrow();
    assertThat(files).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {DIRECT, THROUGH})
  void half_a_file_is_resumed_in_both_directions(String at) throws IOException {
    byte[] half = Arrays.copyOf(Content.of(1, SIZE), SIZE / 2);
    Files.createDirectories(files);
    Files.write(files.resolve("there"), half);
    Files.write(back, half);

    sftp("alice", at, "reput " + sent + " there", "reget there " + back).orThrow();

    assertThat(Files.mismatch(sent, files.resolve("there"))).isEqualTo(-1);
    assertThat(Files.mismatch(sent, back)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {DIRECT, THROUGH})
  void scp_goes_there_and_back(String at) throws IOException {
    var remote = "alice@" + at.substring(0, at.indexOf(':')) + ":copy";
    scp(at, sent.toString(), remote).orThrow();
    scp(at, remote, back.toString()).orThrow();

    assertThat(Files.mismatch(sent, files.resolve("copy"))).isEqualTo(-1);
    assertThat(Files.mismatch(sent, back)).isEqualTo(-1);
  }

  @Test
  void the_old_scp_is_told_what_to_do() {
    int from = inner.logged();
    var ran = scp(DIRECT, "-O", sent.toString(), "alice@10.0.1.2:copy");

    assertThat(ran.succeeded()).isFalse();
    assertThat(ran.stderr()).contains("scp without -O");
    inner.awaitRefused(from, "only-sftp");
  }

  @Test
  void a_shell_and_forwarding_are_not_to_be_had() {
    var words = new ArrayList<>(List.of("ssh", "-p", "2022"));
    words.addAll(options());
    words.addAll(List.of("-T", "alice@10.0.1.2"));
    assertThat(client.run(words).within(PATIENCE).stderr()).contains("Only SFTP is served here");

    words.add(1, "-W");
    words.add(2, "10.0.1.2:2121");
    var forwarded = client.run(words).within(PATIENCE);
    assertThat(forwarded.succeeded()).isFalse();
    assertThat(forwarded.stdout()).doesNotContain("220");
  }

  @ParameterizedTest
  @ValueSource(strings = {DIRECT, THROUGH})
  void rclone_with_a_password_copies_a_tree_and_finds_no_difference(String at) throws IOException {
    var tree = Files.createDirectories(folder.resolve("tree/sub"));
    Files.write(tree.resolve("ä b"), Content.of(2, 300_000));
    Files.write(tree.resolveSibling("empty"), new byte[0]);
    var local = folder.resolve("tree").toString();

    rclone("alice", at, "copy", local, ":sftp:tree").orThrow();
    rclone("alice", at, "check", "--download", local, ":sftp:tree").orThrow();
    assertThat(rclone("alice", at, "lsf", "-R", ":sftp:tree").orThrow().stdout())
        .contains("sub/ä b");
    rclone("alice", at, "purge", ":sftp:tree").orThrow();

    assertThat(files.resolve("tree")).doesNotExist();
  }

  @Test
  void a_wrong_password_lets_nobody_in() {
    var hidden = client.run("rclone", "obscure", "wrong one").within(PATIENCE).orThrow().stdout();
    var ran =
        client
            .run(
                "rclone",
                "--config",
                "/dev/null",
                "--retries",
                "1",
                "--sftp-host",
                "10.0.1.2",
                "--sftp-port",
                "2022",
                "--sftp-user",
                "alice",
                "--sftp-pass",
                hidden.strip(),
                "lsf",
                ":sftp:")
            .within(PATIENCE);
    assertThat(ran.succeeded()).isFalse();
    assertThat(ran.stderr()).contains("unable to authenticate");
  }

  @Test
  void who_may_only_read_cannot_write_and_the_log_says_why() throws IOException {
    int from = inner.logged();
    sftp("reader", DIRECT, "ls").orThrow();
    var reader = Files.write(home.resolve("files/reader/report"), Content.of(3, 1000));
    sftp("reader", DIRECT, "get report " + back).orThrow();
    assertThat(Files.mismatch(reader, back)).isEqualTo(-1);

    for (var command :
        List.of(
            "put " + sent + " x", "rm report", "mkdir d", "rename report y", "chmod 777 report")) {
      assertThat(sftp("reader", DIRECT, command).succeeded()).as(command).isFalse();
    }
    assertThat(home.resolve("files/reader")).isDirectoryContaining(path -> path.equals(reader));
    inner.awaitLogged(from, "reason=\"read-only\"", "client=\"10.0.0.1\"", "STOR /x");
  }

  @Test
  void who_may_only_write_cannot_read_nor_send_what_is_too_large_or_has_a_bad_name()
      throws IOException {
    int from = inner.logged();
    var small = Files.write(folder.resolve("small"), Content.of(4, 1000));
    sftp("dropper", DIRECT, "put " + small + " in").orThrow();

    assertThat(sftp("dropper", DIRECT, "get in " + back).succeeded()).isFalse();
    assertThat(sftp("dropper", DIRECT, "ls -1").stdout().lines()).doesNotContain("in");
    assertThat(sftp("dropper", DIRECT, "put " + small + " bad.exe").succeeded()).isFalse();
    assertThat(sftp("dropper", DIRECT, "put " + sent + " large").succeeded()).isFalse();

    var dropped = home.resolve("files/dropper");
    assertThat(Files.mismatch(small, dropped.resolve("in"))).isEqualTo(-1);
    assertThat(dropped.resolve("bad.exe")).doesNotExist();
    assertThat(Files.size(dropped.resolve("large"))).isLessThanOrEqualTo(1 << 20);
    inner.awaitRefused(from, "write-only");
    inner.awaitRefused(from, "name-denied");
    inner.awaitRefused(from, "file-too-large");
  }

  @Test
  void outside_the_hours_nobody_logs_in() {
    int from = inner.logged();
    assertThat(sftp("sleeper", DIRECT, "ls").succeeded()).isFalse();
    inner.awaitRefused(from, "outside-hours");
  }

  @Test
  void a_rate_holds_for_sftp_too() {
    long before = System.nanoTime();
    sftp("slow", DIRECT, "put " + sent + " x").orThrow();
    // 5 MB at 1 MiB/s; how much longer it takes is the machine's affair.
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(4));
  }

  @Test
  void no_link_leads_out_and_none_is_made() throws IOException {
    sftp("alice", DIRECT, "ls").orThrow();
    var secret = Files.writeString(folder.resolve("secret"), "secret");
    Files.createSymbolicLink(files.resolve("file"), secret);
    Files.createSymbolicLink(files.resolve("out"), folder);

    for (var command :
        List.of(
            "get file " + back,
            "get out/secret " + back,
            "put " + sent + " out/new",
            "put " + sent + " file",
            "chmod 777 file",
            "ln -s /etc/passwd made",
            "ln file made",
            "get ../../../secret " + back,
            "get /etc/passwd " + back)) {
      assertThat(sftp("alice", DIRECT, command).succeeded()).as(command).isFalse();
    }
    assertThat(sftp("alice", DIRECT, "ls out/").stdout()).doesNotContain("secret");
    assertThat(back).doesNotExist();
    assertThat(folder.resolve("new")).doesNotExist();
    assertThat(secret).hasContent("secret");
    assertThat(files.resolve("made")).doesNotExist();
  }

  @Test
  void sessions_and_transfers_stand_in_both_logs() {
    int there = inner.logged();
    int here = front.logged();
    sftp("alice", THROUGH, "put " + sent + " logged").orThrow();

    inner.awaitLogged(
        there,
        " transfer ",
        "user=\"alice\"",
        "verb=\"STOR\"",
        "path=\"/logged\"",
        "bytes=\"" + SIZE);
    inner.awaitLogged(there, " session ", "user=\"alice\"", "transfers=\"1\"", "end=\"closed\"");
    front.awaitLogged(here, " session ", "client=\"10.0.0.1\"", "server=\"10.0.1.2:2022\"");
  }

  @Test
  void an_entry_whose_server_is_down_is_closed_and_named() {
    int from = front.logged();
    assertThat(sftp("alice", "10.0.0.2:2223", "ls").succeeded()).isFalse();
    front.awaitRefused(from, "server-unreachable");
  }

  @Test
  void a_second_start_has_the_same_host_keys_and_prints_them() throws IOException {
    var other = lab.host("again");
    var where = folder.resolve("again");
    String first;
    try (var once = Pasvport.up(other, where, 2022, "listen: 2121\n")) {
      once.url();
      first = hostKeys(once);
    }
    for (var file : List.of("ssh_host_ed25519_key", "ssh_host_rsa_key")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(where.resolve("host-keys").resolve(file))))
          .isEqualTo("rw-------");
    }
    var shown =
        other
            .run(
                "ssh-keygen", "-lf", where.resolve("host-keys/ssh_host_ed25519_key.pub").toString())
            .within(PATIENCE)
            .orThrow()
            .stdout();
    assertThat(first).contains(shown.replaceAll("^\\d+ (\\S+) (?s).*", "$1"));
    try (var again = Pasvport.up(other, where, 2022, "listen: 2121\n")) {
      again.url();
      assertThat(hostKeys(again)).isEqualTo(first);
    }
  }

  private static String hostKeys(Pasvport pasvport) {
    return pasvport
        .printed()
        .lines()
        .filter(line -> line.startsWith("# SFTP host keys: "))
        .findFirst()
        .orElseThrow();
  }
}
