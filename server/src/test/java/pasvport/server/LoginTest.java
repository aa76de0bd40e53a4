package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.site.Embedded;
import pasvport.site.Home;

class LoginTest {

  @RegisterExtension static final RunningServer server = RunningServer.start();

  @Test
  void the_server_listens_on_ipv4_loopback_alone() {
    assertThat(server.address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void a_user_logs_in() throws Exception {
    try (var client = server.raw()) {
      assertThat(client.send("USER anna")).startsWith("331 ");
      assertThat(client.send("PASS " + RunningServer.PASSWORD)).isEqualTo("230 Logged in as anna.");
      assertThat(client.send("PASS " + RunningServer.PASSWORD)).startsWith("503 ");
      assertThat(client.send("USER bert")).startsWith("530 ");
      assertThat(client.send("QUIT")).startsWith("221 ");
      assertThat(client.ended()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "root", "pasvport", "Anna", "../anna", "a/b", "", " ", "\u202e"})
  void nobody_else_does_and_all_get_the_same_answers(String name) throws Exception {
    try (var client = server.raw()) {
      if (!name.isEmpty()) {
        assertThat(client.send("USER " + name)).isEqualTo("331 Send PASS with the password.");
        assertThat(client.send("PASS " + name)).isEqualTo("530 Wrong name or password.");
      }
      assertThat(client.send("PASS " + RunningServer.PASSWORD)).startsWith("503 ");
      assertThat(client.send("LIST")).startsWith("530 ");
    }
  }

  @Test
  void an_empty_password_opens_nothing() throws Exception {
    try (var client = server.raw()) {
      client.send("USER anna");
      assertThat(client.send("PASS")).startsWith("530 ");
      client.send("USER anna");
      assertThat(client.send("PASS ")).startsWith("530 ");
    }
  }

  @Test
  void after_five_wrong_passwords_the_session_ends() throws Exception {
    try (var client = server.raw()) {
      for (int i = 0; i < 4; i++) {
        client.send("USER anna");
        assertThat(client.send("PASS wrong " + i)).startsWith("530 ");
      }
      client.send("USER anna");
      assertThat(client.send("PASS wrong")).startsWith("421 ");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void before_login_there_is_only_what_a_client_needs_to_get_that_far() throws Exception {
    try (var client = server.raw()) {
      assertThat(client.send("FEAT")).startsWith("211-");
      assertThat(client.send("SYST")).isEqualTo("215 UNIX Type: L8");
      assertThat(client.send("OPTS UTF8 ON")).startsWith("200 ");
      assertThat(client.send("NOOP")).startsWith("200 ");
      for (var command :
          new String[] {
            "PWD",
            "CWD /",
            "PASV",
            "EPSV",
            "LIST",
            "RETR x",
            "STOR x",
            "STAT",
            "STAT x",
            "MLST",
            "SIZE x",
            "DELE x",
            "REST 1",
            "RNFR x",
            "SITE x",
            "MFMT 20200101000000 x",
            "XPWD"
          }) {
        assertThat(client.send(command)).as(command).startsWith("530 ");
      }
    }
  }

  @Test
  void each_user_has_a_folder_of_their_own_that_is_closed_to_others() throws Exception {
    try (var anna = server.client();
        var bert = server.raw().login("bert", RunningServer.PASSWORD)) {
      assertThat(anna.upload("STOR letter", new byte[] {1})).startsWith("226 ");
      assertThat(bert.list("NLST")).isEmpty();
      assertThat(bert.send("SIZE ../anna/letter")).startsWith("550 ");
      assertThat(bert.send("CWD ../anna")).startsWith("550 ");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.files("anna"))))
        .isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"anonymous", "ftp", "Anonymous", "FTP"})
  void visitors_read_the_public_folder_and_change_nothing(String name) throws Exception {
    Files.writeString(server.files("public").resolve("hello"), "hello");
    try (var client = server.raw()) {
      client.send("USER " + name);
      assertThat(client.send("PASS me@example.org")).startsWith("230 ");
      client.send("TYPE I");
      assertThat(client.list("NLST")).containsExactly("hello");
      assertThat(client.download("RETR hello")).asString().isEqualTo("hello");
      for (var command :
          new String[] {
            "STOR new",
            "APPE hello",
            "STOU",
            "STOU new",
            "DELE hello",
            "MKD new",
            "RMD new",
            "RNFR hello",
            "MFMT 20200101000000 hello"
          }) {
        assertThat(client.send(command)).as(command).startsWith("550 Visitors may only read");
      }
      assertThat(client.send("RNTO other")).startsWith("550 ");
      assertThat(client.send("MLST hello")).contains("Perm=r;");
    }
    assertThat(server.files("public")).isDirectoryContaining("glob:**/hello");
  }

  @Test
  void visitors_are_turned_away_unless_asked_for() throws Exception {
    var folder = Files.createTempDirectory("server-test");
    var home = Home.at(folder);
    try (var closed =
            EmbeddedServer.start(
                new Embedded(Optional.empty(), false, 2022), home, Users.open(home), _ -> true);
        var client = new Raw(closed.address())) {
      assertThat(client.send("USER anonymous")).startsWith("331 ");
      assertThat(client.send("PASS me@example.org")).startsWith("530 ");
      assertThat(home.files().resolve("public")).doesNotExist();
    }
    Files.delete(home.files());
    Files.delete(folder);
  }

  /** Every user of the host can reach the port, and none may pass the gateway by. */
  @Test
  void who_does_not_come_from_the_gateway_is_not_served() throws Exception {
    var folder = Files.createTempDirectory("server-test");
    var home = Home.at(folder);
    try (var closed =
            EmbeddedServer.start(
                new Embedded(Optional.empty(), true, 2022), home, Users.open(home), _ -> false);
        var client = new Raw(closed.address())) {
      assertThatThrownBy(() -> client.send("USER anonymous")).isInstanceOf(IOException.class);
    }
    try (var left = Files.walk(folder)) {
      left.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  @Test
  void the_second_login_with_a_password_costs_no_hash() throws Exception {
    // Were each hashed, these would take half a minute of processor time.
    for (int i = 0; i < 300; i++) {
      server.client().close();
    }
  }

  @Test
  void a_user_added_while_the_server_runs_logs_in_and_one_removed_no_more() throws Exception {
    server.users().add("carl", "battery staple".toCharArray());
    server.raw().login("carl", "battery staple").close();

    server.users().remove("carl");

    try (var client = server.raw()) {
      client.send("USER carl");
      assertThat(client.send("PASS battery staple")).startsWith("530 ");
    }
    Files.delete(server.files("carl"));
  }

  @Test
  void commands_that_are_not_there_are_502() throws Exception {
    try (var client = server.client()) {
      for (var command :
          new String[] {
            "PORT 127,0,0,1,4,5",
            "EPRT |1|127.0.0.1|1025|",
            "AUTH TLS",
            "PROT P",
            "SITE WHO",
            "SITE CHMOD 777 x",
            "LANG en",
            "MD5 x",
            "REIN",
            "XCRC x",
            "FOO"
          }) {
        assertThat(client.send(command)).as(command).startsWith("502 ");
      }
      assertThat(client.send("MODE Z")).startsWith("504 ");
      assertThat(client.send("MODE S")).startsWith("200 ");
      assertThat(client.send("STRU F")).startsWith("200 ");
      assertThat(client.send("STRU R")).startsWith("504 ");
      assertThat(client.send("ALLO 100")).startsWith("202 ");
      assertThat(client.send("OPTS UTF8 OFF")).startsWith("504 ");
      assertThat(client.send("OPTS")).startsWith("501 ");
      assertThat(client.send("HELP")).contains(" RETR ").doesNotContain("PORT");
    }
  }

  @Test
  void the_server_does_not_say_what_it_is_made_of() throws Exception {
    try (var client = server.client()) {
      for (var command : new String[] {"SYST", "STAT", "HELP", "FEAT", "NOOP"}) {
        assertThat(client.send(command)).doesNotContainIgnoringCase("apache");
      }
    }
  }

  @Test
  void lines_that_are_no_lines_are_refused_and_the_next_one_is_read() throws Exception {
    try (var client = server.client()) {
      client.sendOnly("CWD a\u0000b\r\n");
      assertThat(client.reply()).startsWith("500 ");
      client.sendOnly(new byte[] {'C', 'W', 'D', ' ', (byte) 0xff, '\r', '\n'});
      assertThat(client.reply()).isEqualTo("500 The line is not UTF-8.");
      client.sendOnly("CWD " + "x".repeat(100_000) + "\r\n");
      assertThat(client.reply()).startsWith("500 The line is longer");
      client.sendOnly("NOOP\nDELE x\r\n");
      assertThat(client.reply()).startsWith("500 ");
      assertThat(client.send("CWD a\r\u0000b")).startsWith("553 ");
      assertThat(client.send("pwd")).startsWith("257 ");
    }
  }

  @Test
  void more_commands_than_are_read_ahead_are_all_answered() throws Exception {
    try (var client = server.client()) {
      client.sendOnly("NOOP\r\n".repeat(5_000) + "PWD\r\n");
      for (int i = 0; i < 5_000; i++) {
        assertThat(client.reply()).startsWith("200 ");
      }
      assertThat(client.reply()).startsWith("257 ");
    }
  }
}
