package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.server.Users;
import pasvport.site.Home;

/** What {@code pasvport user} does with the users under a home. */
class UserCommandTest {

  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILHz2v+Ht2+Yjet6288KnPY+0qKagKjhzgy5kwfRNCqI alice@laptop";
  private static final String FINGERPRINT = "SHA256:zDv6ddVTpW/7UrrqSxVvSDoVFbJFwNWuRte/g27kt2U";

  private static final String PASSWORD = "a password of eight and more";

  /** A person who gives these answers, one after another, and then nothing. */
  private static final class Person implements UserCommandTerminal {
    private final ArrayDeque<String> answers;
    private final List<String> prompts = new ArrayList<>();

    Person(String... answers) {
      this.answers = new ArrayDeque<>(Arrays.asList(answers));
    }

    @Override
    public Optional<char[]> ask(String prompt) {
      prompts.add(prompt);
      return Optional.ofNullable(answers.poll()).map(String::toCharArray);
    }
  }

  @TempDir private Path folder;

  @Test
  void a_user_is_added_with_the_password_that_a_person_types_twice() throws IOException {
    var person = new Person(PASSWORD, PASSWORD);
    var run = add(person, "alice");
    assertThat(run.err()).containsExactly("alice was added in " + home().users());
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(person.prompts).containsExactly("Password for alice: ", "Once more: ");
    assertThat(users().verify("alice", PASSWORD)).isEqualTo(Users.Verdict.RIGHT);
  }

  @Test
  void two_answers_that_differ_add_nobody() throws IOException {
    var run = add(new Person(PASSWORD, PASSWORD.replace('a', 'b')), "alice");
    assertThat(run.err()).singleElement().asString().contains("the two passwords differ");
    assertThat(run.code()).isEqualTo(1);
    assertThat(users().names()).isEmpty();
  }

  @Test
  void without_a_terminal_the_other_ways_are_named() {
    var run = add(new Person(), "alice");
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains("there is no terminal to ask at", "--password-file", "--generate");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void a_generated_password_stands_alone_on_standard_output_and_is_right() throws IOException {
    var run = add(new Person(), "alice", "--generate");
    assertThat(run.code()).isZero();
    assertThat(run.out()).hasSize(1);
    assertThat(users().verify("alice", run.out().getFirst())).isEqualTo(Users.Verdict.RIGHT);
    assertThat(home().users()).content().doesNotContain(run.out().getFirst());
  }

  @Test
  void a_password_is_the_only_line_of_its_file() throws IOException {
    var file = folder.resolve("secret");
    for (var end : List.of("", "\n", "\r\n")) {
      Files.writeString(file, PASSWORD + end);
      var name = "user" + end.length();
      assertThat(add(new Person(), name, "--password-file", file.toString()).code()).isZero();
      assertThat(users().verify(name, PASSWORD)).isEqualTo(Users.Verdict.RIGHT);
    }
    Files.writeString(file, PASSWORD + "\nanother line\n");
    var run = add(new Person(), "carol", "--password-file", file.toString());
    assertThat(run.err()).singleElement().asString().contains("no control characters");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void a_password_file_that_cannot_be_used_is_named() throws IOException {
    var missing = folder.resolve("missing");
    assertThat(add(new Person(), "alice", "--password-file", missing.toString()).err())
        .singleElement()
        .asString()
        .contains("the password file " + missing + " cannot be read");
    var broken = Files.write(folder.resolve("broken"), new byte[] {(byte) 0xff, 'a'});
    assertThat(add(new Person(), "alice", "--password-file", broken.toString()).err())
        .singleElement()
        .asString()
        .contains("the password file " + broken + " is not UTF-8");
    var long_ = Files.writeString(folder.resolve("long"), "x".repeat(5000));
    assertThat(add(new Person(), "alice", "--password-file", long_.toString()).err())
        .singleElement()
        .asString()
        .contains("is longer than any password");
    assertThat(users().names()).isEmpty();
  }

  @Test
  void a_password_comes_from_one_place_only() throws IOException {
    var run = add(new Person(), "alice", "--generate", "--password-file", "secret");
    assertThat(run.code()).isEqualTo(64);
    assertThat(users().names()).isEmpty();
  }

  @Test
  void refusals_say_what_is_allowed_and_what_to_do() {
    assertThat(add(new Person(PASSWORD, PASSWORD), "../etc").err())
        .singleElement()
        .asString()
        .startsWith("../etc: A user's name has");
    assertThat(add(new Person("short", "short"), "alice").err())
        .singleElement()
        .asString()
        .contains("at least 8 characters");
    assertThat(add(new Person(PASSWORD, PASSWORD), "alice").code()).isZero();
    var again = add(new Person(PASSWORD, PASSWORD), "alice");
    assertThat(again.err())
        .singleElement()
        .asString()
        .contains("To change the password: pasvport user password alice");
    assertThat(again.code()).isEqualTo(1);
    var unknown = user("remove", "bob");
    assertThat(unknown.err())
        .containsExactly(
            "bob: There is no user of this name. To see who there is: pasvport user list");
    assertThat(unknown.code()).isEqualTo(1);
  }

  @Test
  void users_are_listed_removed_and_given_other_passwords() throws IOException {
    assertThat(user("list").err()).containsExactly("There are no users yet.");
    add(new Person(), "alice", "--generate");
    add(new Person(), "bob", "--generate");
    assertThat(user("list")).isEqualTo(new Run(0, List.of("alice", "bob"), List.of()));
    assertThat(user("remove", "alice").code()).isZero();
    assertThat(user("list").out()).containsExactly("bob");
    var changed = user("password", "bob", "--generate");
    assertThat(changed.code()).isZero();
    assertThat(users().verify("bob", changed.out().getFirst())).isEqualTo(Users.Verdict.RIGHT);
    var typed =
        Run.of(
            new UserCommand.Password(new Person(PASSWORD, PASSWORD)),
            "bob",
            "--home",
            home().folder().toString());
    assertThat(typed.code()).isZero();
    assertThat(users().verify("bob", PASSWORD)).isEqualTo(Users.Verdict.RIGHT);
  }

  @Test
  void keys_are_added_listed_and_removed_by_their_fingerprints() throws IOException {
    add(new Person(), "alice", "--generate");
    var key = Files.writeString(folder.resolve("key.pub"), KEY + "\n").toString();

    assertThat(user("key", "add", "alice", key).err())
        .containsExactly("alice may log in with " + FINGERPRINT + " alice@laptop");
    assertThat(user("key", "add", "alice", key).err())
        .containsExactly("alice has this key already");
    assertThat(user("key", "list", "alice").out()).containsExactly(FINGERPRINT + " alice@laptop");
    assertThat(user("key", "remove", "alice", FINGERPRINT).code()).isZero();
    assertThat(user("key", "list", "alice").out()).isEmpty();
    assertThat(user("key", "remove", "alice", FINGERPRINT).code()).isEqualTo(1);
    assertThat(user("key", "add", "nobody", key).err())
        .singleElement()
        .asString()
        .contains("no user of this name");
  }

  @Test
  void what_is_no_key_or_asks_for_more_than_is_kept_is_refused() throws IOException {
    add(new Person(), "alice", "--generate");
    for (var text :
        List.of(
            "",
            "ssh-ed25519 AAAA",
            "ssh-dss " + KEY.substring(KEY.indexOf(' ') + 1),
            "from=\"10.0.0.1\" " + KEY,
            "command=\"ls\" " + KEY,
            "-----BEGIN OPENSSH PRIVATE KEY-----")) {
      var file = Files.writeString(folder.resolve("bad.pub"), text);
      assertThat(user("key", "add", "alice", file.toString()).code()).as(text).isEqualTo(1);
    }
    var harmless = Files.writeString(folder.resolve("ok.pub"), "restrict,no-pty " + KEY);
    assertThat(user("key", "add", "alice", harmless.toString()).code()).isZero();
  }

  @Test
  void wrong_usage_ends_with_64() {
    assertThat(Run.of(new UserCommand()).code()).isEqualTo(64);
    assertThat(user("add").code()).isEqualTo(64);
    assertThat(user("befriend", "alice").code()).isEqualTo(64);
    assertThat(user("list", "alice").code()).isEqualTo(64);
  }

  private Run add(Person person, String... arguments) {
    return Run.of(new UserCommand.Add(person), withHome(arguments));
  }

  private Run user(String... arguments) {
    return Run.of(new UserCommand(), withHome(arguments));
  }

  private String[] withHome(String... arguments) {
    var all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--home");
    all.add(home().folder().toString());
    return all.toArray(String[]::new);
  }

  private Home home() {
    return Home.at(folder.resolve("home"));
  }

  private Users users() throws IOException {
    return Users.open(home());
  }
}
