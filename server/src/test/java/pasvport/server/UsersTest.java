package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static pasvport.server.Users.Verdict.BUSY;
import static pasvport.server.Users.Verdict.RIGHT;
import static pasvport.server.Users.Verdict.WRONG;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.site.Home;

class UsersTest {

  // Of "correct horse", made by the C library, as htpasswd -B makes it.
  private static final String FOREIGN =
      "$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2";

  @TempDir Path folder;
  private Home home;

  @BeforeEach
  void settle() {
    home = Home.at(folder.resolve("home"));
  }

  @Test
  void the_first_user_is_generated_once() throws Exception {
    var users = Users.open(home);

    var generated = users.generateFirst().orElseThrow();

    assertThat(generated.name()).isEqualTo("pasvport");
    assertThat(generated.password()).matches("[2-9A-HJ-NP-Za-km-z]{20}");
    assertThat(users.verify("pasvport", generated.password())).isEqualTo(RIGHT);
    assertThat(users.generateFirst()).isEmpty();
    assertThat(Users.open(home).generateFirst()).isEmpty();
    assertThat(users.names()).containsExactly("pasvport");
  }

  @Test
  void no_first_user_is_generated_beside_others() throws Exception {
    var users = Users.open(home);
    users.add("anna", "correct horse".toCharArray());

    assertThat(users.generateFirst()).isEmpty();
    assertThat(users.names()).containsExactly("anna");
  }

  @Test
  void the_password_is_stored_hashed_only_and_the_file_is_its_owners() throws Exception {
    var generated = Users.open(home).generateFirst().orElseThrow();

    assertThat(Files.readString(home.users()))
        .startsWith("# ")
        .contains("pasvport:$2a$10$")
        .doesNotContain(generated.password());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.users())))
        .isEqualTo("rw-------");
    assertThat(home.users().resolveSibling("users.new")).doesNotExist();
  }

  @Test
  void wrong_passwords_and_unknown_users_are_refused() throws Exception {
    var users = Users.open(home);
    users.add("anna", "correct horse".toCharArray());

    assertThat(users.verify("anna", "correct horsf")).isEqualTo(WRONG);
    assertThat(users.verify("anna", "")).isEqualTo(WRONG);
    assertThat(users.verify("bert", "correct horse")).isEqualTo(WRONG);
    assertThat(users.verify("", "")).isEqualTo(WRONG);
    assertThat(users.verify("anna", "x".repeat(5_000))).isEqualTo(WRONG);
  }

  @Test
  void
      unicode_forms_of_a_name_make_no_difference_and_names_that_differ_in_capitals_exclude_another()
          throws Exception {
    var users = Users.open(home);
    users.add("J\u00f6rg", "correct horse".toCharArray());

    assertThat(users.verify("Jo\u0308rg", "correct horse")).isEqualTo(RIGHT);
    assertThatThrownBy(() -> users.add("j\u00f6rg", "correct horse".toCharArray()))
        .isInstanceOfSatisfying(
            UserRefusedException.class, e -> assertThat(e.why()).isEqualTo(UserRefusal.NAME_TAKEN));
  }

  @Test
  void another_password_replaces_the_one_that_was_right_and_remembered() throws Exception {
    var users = Users.open(home);
    users.add("anna", "correct horse".toCharArray());
    assertThat(users.verify("anna", "correct horse")).isEqualTo(RIGHT);

    users.changePassword("anna", "battery staple".toCharArray());

    assertThat(users.verify("anna", "correct horse")).isEqualTo(WRONG);
    assertThat(users.verify("anna", "battery staple")).isEqualTo(RIGHT);
  }

  @Test
  void changes_by_another_program_count_at_once() throws Exception {
    var here = Users.open(home);
    var there = Users.open(home);
    there.add("anna", "correct horse".toCharArray());
    assertThat(here.verify("anna", "correct horse")).isEqualTo(RIGHT);

    there.remove("anna");

    assertThat(here.verify("anna", "correct horse")).isEqualTo(WRONG);
    assertThat(here.names()).isEmpty();
  }

  @Test
  void a_right_password_is_known_the_second_time_without_another_hash() throws Exception {
    var users = Users.open(home);
    users.add("anna", "correct horse".toCharArray());
    users.verify("anna", "correct horse");

    // Were each hashed, these would take half an hour of processor time.
    for (int i = 0; i < 20_000; i++) {
      assertThat(users.verify("anna", "correct horse")).isEqualTo(RIGHT);
    }
  }

  @Test
  void a_flood_of_logins_is_told_that_the_server_is_busy() throws Exception {
    var users = Users.open(home, new Passwords(1, 1));
    users.add("anna", "correct horse".toCharArray());

    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var verdicts = new ArrayList<Future<Users.Verdict>>();
      for (int i = 0; i < 50; i++) {
        var guess = "guess " + i;
        verdicts.add(clients.submit(() -> users.verify("anna", guess)));
      }
      assertThat(verdicts).extracting(Future::get).contains(BUSY, WRONG).doesNotContain(RIGHT);
    }
    assertThat(users.verify("anna", "correct horse")).isEqualTo(RIGHT);
  }

  @Test
  void hashes_that_htpasswd_made_are_understood_and_comments_kept() throws Exception {
    home.create();
    Files.writeString(home.users(), "# ours\n\nanna:" + FOREIGN + "\n# end\n");
    var users = Users.open(home);

    users.add("bert", "battery staple".toCharArray());

    assertThat(users.verify("anna", "correct horse")).isEqualTo(RIGHT);
    assertThat(Files.readString(home.users()))
        .startsWith("# ours\n\nanna:" + FOREIGN + "\n# end\nbert:$2a$");
  }

  @Test
  void a_file_with_lines_that_make_no_sense_is_refused_by_line() throws Exception {
    home.create();
    Files.writeString(
        home.users(),
        "anna:" + FOREIGN + "\nbert:secret\nAnna:" + FOREIGN + "\n../x:" + FOREIGN + "\nfoo\n");

    assertThatThrownBy(() -> Users.open(home))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("users:2: ", "users:3: ", "users:4: ", "users:5: ")
        .hasMessageNotContaining("users:1: ");
  }

  @Test
  void a_line_broken_while_running_leaves_out_its_user_alone() throws Exception {
    home.create();
    Files.writeString(home.users(), "anna:" + FOREIGN + "\nbert:" + FOREIGN + "\n");
    var users = Users.open(home);

    Files.writeString(home.users(), "anna " + FOREIGN + "\nbert:" + FOREIGN + "\n");
    Files.setLastModifiedTime(home.users(), FileTime.fromMillis(1));

    assertThat(users.verify("anna", "correct horse")).isEqualTo(WRONG);
    assertThat(users.verify("bert", "correct horse")).isEqualTo(RIGHT);
    assertThatThrownBy(() -> users.add("carl", "correct horse".toCharArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("users:1: ");
  }

  @Test
  void a_file_that_is_not_utf_8_or_too_large_is_refused() throws Exception {
    home.create();
    Files.write(home.users(), new byte[] {'#', (byte) 0xff});
    assertThatThrownBy(() -> Users.open(home)).hasMessageContaining("not UTF-8");

    Files.writeString(home.users(), "#".repeat(9 << 20));
    assertThatThrownBy(() -> Users.open(home)).hasMessageContaining("larger than");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a/b",
        "a\\b",
        "-a",
        ".a",
        "a.",
        "a b",
        "a\nb",
        "a:b",
        "a\u0000",
        "a\u202eb",
        "\u00e9\u0301\u0000"
      })
  void names_that_are_no_names_are_refused(String name) throws Exception {
    refused(UserRefusal.NAME_NOT_ALLOWED, name, "correct horse");
  }

  @Test
  void names_that_are_too_long_or_a_visitors_are_refused() throws Exception {
    refused(UserRefusal.NAME_NOT_ALLOWED, "a".repeat(65), "correct horse");
    refused(UserRefusal.NAME_RESERVED, "Anonymous", "correct horse");
    refused(UserRefusal.NAME_RESERVED, "ftp", "correct horse");
    refused(UserRefusal.NAME_RESERVED, "public", "correct horse");
    Users.open(home).add("a".repeat(64), "correct horse".toCharArray());
  }

  @Test
  void passwords_that_bcrypt_or_ftp_cannot_carry_are_refused() throws Exception {
    refused(UserRefusal.PASSWORD_TOO_SHORT, "anna", "1234567");
    refused(UserRefusal.PASSWORD_TOO_LONG, "anna", "\u20ac".repeat(25));
    refused(UserRefusal.PASSWORD_NOT_ALLOWED, "anna", "correct\r\nhorse");
    var users = Users.open(home);
    users.add("anna", "\u20ac".repeat(24).toCharArray());
    assertThat(users.verify("anna", "\u20ac".repeat(24))).isEqualTo(RIGHT);
    assertThat(users.verify("anna", "\u20ac".repeat(24) + "x")).isEqualTo(WRONG);
  }

  @Test
  void whoever_is_not_there_cannot_be_removed_or_changed() throws Exception {
    var users = Users.open(home);

    assertThatThrownBy(() -> users.remove("anna")).hasMessageContaining("no user");
    assertThatThrownBy(() -> users.changePassword("anna", "correct horse".toCharArray()))
        .hasMessageContaining("no user");
  }

  @Test
  void writers_take_turns() throws Exception {
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ArrayList<Future<?>>();
      for (int i = 0; i < 8; i++) {
        var name = "user" + i;
        done.add(
            writers.submit(() -> {
              Users.open(home).add(name, "correct horse".toCharArray());
              return null;
            }));
      }
      for (var one : done) {
        one.get();
      }
    }
    assertThat(Users.open(home).names()).hasSize(8);
  }

  @Test
  void what_a_writer_that_died_left_is_in_nobodys_way() throws Exception {
    var users = Users.open(home);
    Files.writeString(home.users().resolveSibling("users.new"), "half a li");
    Files.writeString(home.users().resolveSibling("users.lock"), "");

    users.add("anna", "correct horse".toCharArray());

    assertThat(users.names()).containsExactly("anna");
    try (var lock =
        FileChannel.open(home.users().resolveSibling("users.lock"), StandardOpenOption.WRITE)) {
      assertThat(lock.tryLock()).isNotNull();
    }
  }

  private void refused(UserRefusal why, String name, String password) throws IOException {
    var users = Users.open(home);
    assertThatThrownBy(() -> users.add(name, password.toCharArray()))
        .isInstanceOfSatisfying(
            UserRefusedException.class, e -> assertThat(e.why()).isEqualTo(why));
    assertThat(users.names()).isEmpty();
  }
}
