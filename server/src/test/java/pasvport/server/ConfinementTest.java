package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Links out of a user's folder, and every command that could go through one. */
class ConfinementTest {

  @RegisterExtension static final RunningServer server = RunningServer.start();

  private final Path files = server.files("anna");
  private final Path outside = server.outside("outside");
  private Raw client;

  @BeforeEach
  void lay() throws Exception {
    Files.createDirectories(outside.resolve("dir"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.setLastModifiedTime(outside.resolve("secret"), FileTime.fromMillis(1_000_000));
    Files.createSymbolicLink(files.resolve("dir"), outside);
    Files.createSymbolicLink(files.resolve("file"), outside.resolve("secret"));
    Files.createSymbolicLink(files.resolve("up"), Path.of("../../../outside"));
    Files.createSymbolicLink(files.resolve("dangling"), outside.resolve("new"));
    Files.createSymbolicLink(files.resolve("bert"), Path.of("../bert"));
    client = server.client();
  }

  @AfterEach
  void nothing_outside_was_touched() throws IOException {
    client.close();
    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(Files.getLastModifiedTime(outside.resolve("secret")).toMillis())
        .isEqualTo(1_000_000);
    assertThat(outside.resolve("dir")).isEmptyDirectory();
    try (var there = Files.list(outside)) {
      assertThat(there.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("dir", "secret");
    }
  }

  @Test
  void no_command_goes_through_a_link_that_leads_outside() throws Exception {
    client.data().close();
    for (var path :
        new String[] {"dir/secret", "file", "up/secret", "dangling", "bert", "bert/x"}) {
      for (var command :
          new String[] {
            "RETR",
            "STOR",
            "APPE",
            "STOU",
            "SIZE",
            "MDTM",
            "MFMT 20200101000000",
            "MLST",
            "MLSD",
            "LIST",
            "NLST",
            "STAT",
            "CWD",
            "RNFR"
          }) {
        client.data().close(); // else a transfer would be refused for want of one
        assertThat(client.send(command + " " + path))
            .as(command + " " + path)
            .matches("550 .*leads outside your folder\\.");
      }
    }
    for (var path : new String[] {"dir/new", "up/dir/new", "bert/new", "dir/dir", "dir/secret"}) {
      for (var command : new String[] {"MKD", "RMD", "DELE"}) {
        assertThat(client.send(command + " " + path))
            .as(command + " " + path)
            .matches("550 .*leads outside your folder\\.");
      }
    }
  }

  @Test
  void nothing_is_renamed_to_or_over_the_outside() throws Exception {
    Files.writeString(files.resolve("mine"), "mine");
    for (var path : new String[] {"dir/new", "up/new", "dir/secret", "bert/new"}) {
      assertThat(client.send("RNFR mine")).startsWith("350 ");
      assertThat(client.send("RNTO " + path)).matches("550 .*leads outside your folder\\.");
    }
    assertThat(client.send("RNFR dir")).matches("550 .*leads outside your folder\\.");

    client.send("RNFR mine");
    assertThat(client.send("RNTO file")).startsWith("250 "); // the link itself is replaced
    assertThat(files.resolve("file").toRealPath()).isEqualTo(files.resolve("file"));
  }

  @Test
  void patterns_do_not_go_through_links() throws Exception {
    client.data().close();
    assertThat(client.list("NLST *")).contains("dir", "file");
    client.data().close();
    assertThat(client.send("NLST dir/*")).matches("550 .*leads outside your folder\\.");
  }

  @Test
  void listings_show_links_outside_as_links_and_not_where_they_lead() throws Exception {
    assertThat(client.list("LIST"))
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).startsWith("l").doesNotContain("->", "outside"));
    assertThat(client.list("MLSD"))
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).startsWith("Type=OS.unix=symlink;"));
  }

  @Test
  void a_link_itself_can_be_removed_and_is_no_directory() throws Exception {
    assertThat(client.send("RMD dir")).startsWith("550 /dir: not a directory");
    for (var link : new String[] {"dir", "file", "up", "dangling", "bert"}) {
      assertThat(client.send("DELE " + link)).startsWith("250 ");
      assertThat(Files.exists(files.resolve(link), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
  }

  @Test
  void links_inside_work() throws Exception {
    Files.createDirectories(files.resolve("real/deep"));
    Files.writeString(files.resolve("real/deep/file"), "content");
    Files.createSymbolicLink(files.resolve("inside"), Path.of("real/deep"));
    Files.createSymbolicLink(files.resolve("real/deep/back"), Path.of("../../real/deep/file"));

    assertThat(client.download("RETR inside/back")).asString().isEqualTo("content");
    assertThat(client.upload("STOR inside/new", new byte[4])).startsWith("226 ");
    assertThat(files.resolve("real/deep/new")).hasSize(4);
    assertThat(client.upload("STOR inside/back", new byte[2])).startsWith("226 ");
    assertThat(files.resolve("real/deep/file")).hasSize(2);
    assertThat(client.send("CWD inside")).startsWith("250 ");
    assertThat(client.send("PWD")).startsWith("257 \"/inside\" ");
    assertThat(client.list("MLSD")).anyMatch(line -> line.matches("Type=file;Size=2;.* back"));
    assertThat(client.send("CWD /")).startsWith("250 ");
    assertThat(client.list("LIST")).anyMatch(line -> line.matches("d.* inside"));
    assertThat(client.send("RNFR inside")).startsWith("350 ");
    assertThat(client.send("RNTO elsewhere")).startsWith("250 ");
    assertThat(client.download("RETR elsewhere/back")).hasSize(2);
  }

  @Test
  void a_link_moved_to_where_it_would_lead_outside_leads_nowhere() throws Exception {
    Files.createDirectories(files.resolve("a/b/c"));
    Files.createSymbolicLink(files.resolve("a/b/c/link"), Path.of("../../../a"));
    client.send("RNFR a/b/c/link");
    assertThat(client.send("RNTO link")).startsWith("250 ");
    assertThat(client.send("CWD link")).matches("550 .*leads outside your folder\\.");
  }

  @Test
  void pipes_are_not_opened() throws Exception {
    var made = new ProcessBuilder("mkfifo", files.resolve("pipe").toString()).start();
    assertThat(made.waitFor()).isZero();
    client.data().close();
    assertThat(client.send("RETR pipe")).isEqualTo("550 /pipe: not a plain file.");
    client.data().close();
    assertThat(client.send("STOR pipe")).isEqualTo("550 /pipe: not a plain file.");
    assertThat(client.list("MLSD")).anyMatch(line -> line.startsWith("Type=OS.unix=special;"));
    assertThat(client.send("DELE pipe")).startsWith("250 ");
  }
}
