package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static pasvport.gateway.PolicyTest.command;
import static pasvport.gateway.PolicyTest.rule;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import pasvport.ftp.Reply;
import pasvport.site.Allowance;

/** Who a session's user is, and what is known of where he stands. */
class SupervisionTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

  private final AtomicReference<Instant> wall =
      new AtomicReference<>(Instant.parse("2026-03-02T12:00:30Z"));
  private final HandTime time = new HandTime();
  private final Policies policies = new Policies(wall::get, time);

  private Supervision over(String... rules) {
    return policies.over(Arrays.stream(rules).map(PolicyTest::rule).toList(), CLIENT);
  }

  private static void answer(Supervision session, String line, int code, String text) {
    session.answered(command(line), Reply.of(code, text));
  }

  private static void logIn(Supervision session, String user) {
    answer(session, "USER " + user, 331, "Password?");
    answer(session, "PASS x", 230, "Welcome.");
  }

  private static String judged(Supervision session, String line) {
    return session.judge(command(line)).map(Refusal::reason).orElse("");
  }

  @Test
  void the_first_rule_that_matches_holds() {
    Supervision joe = over("{users: joe}", "{access: read-only}");
    logIn(joe, "joe");
    assertThat(judged(joe, "DELE a")).isEmpty();
    Supervision ann = over("{users: joe}", "{access: read-only}");
    logIn(ann, "ann");
    assertThat(judged(ann, "DELE a")).isEqualTo("read-only");
  }

  @Test
  void without_a_rule_that_matches_everything_is_allowed() {
    assertThat(over("{clients: 10.0.0.0/8, access: read-only}").isNone()).isTrue();
    Supervision ann = over("{users: joe, access: read-only}");
    logIn(ann, "ann");
    assertThat(judged(ann, "DELE a")).isEmpty();
  }

  @Test
  void before_the_login_only_rules_for_all_users_hold() {
    assertThat(judged(over("{users: joe}", "{access: read-only}"), "DELE a"))
        .isEqualTo("read-only");
    assertThat(judged(over("{users: joe, access: read-only}"), "DELE a")).isEmpty();
  }

  @Test
  void blanks_around_a_user_and_another_case_are_the_same_user() {
    Supervision session = over("{users: joe, access: read-only}");
    logIn(session, " JOE ");
    assertThat(judged(session, "DELE a")).isEqualTo("read-only");
  }

  @Test
  void a_user_is_who_the_server_let_in_last() {
    Supervision session = over("{users: joe, access: read-only}");
    answer(session, "USER ann", 331, "Password?");
    answer(session, "PASS wrong", 530, "No.");
    answer(session, "USER joe", 331, "Password?");
    answer(session, "PASS right", 230, "Welcome.");
    assertThat(judged(session, "DELE a")).isEqualTo("read-only");
  }

  @Test
  void a_user_that_the_server_refuses_replaces_none() {
    Supervision session = over("{users: joe, access: read-only}");
    answer(session, "USER joe", 331, "Password?");
    answer(session, "USER ann", 530, "No.");
    answer(session, "PASS right", 230, "Welcome.");
    assertThat(judged(session, "DELE a")).isEqualTo("read-only");
  }

  @Test
  void nobody_becomes_another_user_in_the_same_session() {
    Supervision session = over("{users: joe, access: read-only}");
    logIn(session, "joe");
    assertThat(judged(session, "USER ann")).isEqualTo("other-user-in-session");
    assertThat(judged(session, "USER joe")).isEmpty();
    answer(session, "REIN", 502, "Not here.");
    assertThat(judged(session, "USER ann")).isEqualTo("other-user-in-session");
    assertThat(judged(session, "DELE a")).isEqualTo("read-only");
    answer(session, "REIN", 220, "Anew.");
    assertThat(judged(session, "USER ann")).isEmpty();
  }

  @Test
  void the_working_directory_is_asked_for_again_once_it_may_have_changed() {
    Supervision session = over("{deny-names: '/a\"b/x'}");
    logIn(session, "joe");
    assertThat(session.question(command("RETR x"))).contains(command("PWD"));
    session.learnt(command("PWD"), Reply.of(257, "\"/a\"\"b\" is where you are."));
    assertThat(session.question(command("RETR x"))).isEmpty();
    assertThat(judged(session, "RETR x")).isEqualTo("name-denied");
    assertThat(judged(session, "RETR y")).isEmpty();
    answer(session, "CWD y", 250, "Done.");
    assertThat(session.question(command("RETR x"))).contains(command("PWD"));
    session.learnt(command("PWD"), Reply.of(550, "I do not know."));
    assertThat(session.question(command("RETR x"))).isEmpty();
    assertThat(judged(session, "RETR x")).isEqualTo("name-uncertain");
  }

  @Test
  void a_restart_counts_once_and_is_taken_back_when_its_transfer_is_refused() {
    Supervision session = over("{largest-file: 10B}");
    logIn(session, "joe");
    answer(session, "REST 4", 350, "From there.");
    assertThat(session.begin(command("STOR a")).uploadBytes()).isEqualTo(6);
    assertThat(session.begin(command("STOR a")).uploadBytes()).isEqualTo(10);
    answer(session, "REST 11", 350, "From there.");
    assertThat(judged(session, "STOR a")).isEqualTo("file-too-large");
    assertThat(session.takeBackRestart()).contains(command("REST 0"));
    assertThat(session.takeBackRestart()).isEmpty();
  }

  @Test
  void an_append_continues_the_file_that_is_there() {
    Supervision session = over("{largest-file: 10B}");
    logIn(session, "joe");
    session.learnt(command("SIZE a"), Reply.of(213, "7"));
    assertThat(session.begin(command("APPE a")).uploadBytes()).isEqualTo(3);
    answer(session, "TYPE I", 200, "Type set.");
    assertThat(session.question(command("APPE a"))).contains(command("SIZE a"));
    session.learnt(command("SIZE a"), Reply.of(550, "No such file."));
    assertThat(session.begin(command("APPE a")).uploadBytes()).isEqualTo(10);
  }

  /** ProFTPD says 550 to SIZE in ASCII, as if there were no file. */
  @Test
  void a_file_is_measured_in_octets_and_the_clients_type_is_put_back() {
    Supervision session = over("{largest-file: 10B}");
    logIn(session, "joe");
    answer(session, "TYPE A N", 200, "Type set.");
    assertThat(session.question(command("APPE a"))).contains(command("TYPE I"));
    session.learnt(command("TYPE I"), Reply.of(200, "Type set."));
    assertThat(session.question(command("APPE a"))).contains(command("SIZE a"));
    session.learnt(command("SIZE a"), Reply.of(213, "7"));
    assertThat(session.question(command("APPE a"))).contains(command("TYPE A N"));
    session.learnt(command("TYPE A N"), Reply.of(200, "Type set."));
    assertThat(session.question(command("APPE a"))).isEmpty();
    assertThat(session.begin(command("APPE a")).uploadBytes()).isEqualTo(3);
  }

  @Test
  void nothing_is_added_to_a_file_whose_size_cannot_be_learned() {
    Supervision session = over("{largest-file: 10B}");
    logIn(session, "joe");
    session.question(command("APPE a"));
    session.learnt(command("TYPE I"), Reply.of(502, "What?"));
    assertThat(session.question(command("APPE a"))).isEmpty();
    assertThat(judged(session, "APPE a")).isEqualTo("file-size-unknown");

    answer(session, "TYPE I", 200, "Type set.");
    session.question(command("APPE b"));
    session.learnt(command("SIZE b"), Reply.of(502, "What?"));
    assertThat(judged(session, "APPE b")).isEqualTo("file-size-unknown");
  }

  /** Some servers take a sign or blanks, of which nothing is skipped here. */
  @Test
  void a_restart_is_digits_alone() {
    Supervision session = over("{largest-file: 10B}");
    logIn(session, "joe");
    assertThat(judged(session, "REST +9")).isEqualTo("bad-restart");
    assertThat(judged(session, "REST 0x9")).isEqualTo("bad-restart");
    assertThat(judged(session, "REST")).isEqualTo("bad-restart");
    assertThat(judged(session, "REST 9")).isEmpty();
  }

  /** What lies in a folder comes along. */
  @Test
  void a_folder_that_holds_what_is_denied_keeps_its_place() {
    Supervision session = over("{deny-names: [\"/a/private\", \"**/hidden\", \"/*/secret\"]}");
    logIn(session, "joe");
    session.learnt(command("PWD"), Reply.of(257, "\"/\""));
    answer(session, "RNFR a", 350, "Go on.");
    assertThat(judged(session, "RNTO b")).isEqualTo("name-denied");
    answer(session, "SITE CPFR /a", 350, "Go on.");
    assertThat(judged(session, "SITE CPTO /b")).isEqualTo("name-denied");
    session.learnt(command("PWD"), Reply.of(257, "\"/\""));
    answer(session, "RNFR c", 350, "Go on.");
    assertThat(judged(session, "RNTO d")).isEmpty();
    assertThat(judged(session, "RNTO d/e")).isEqualTo("name-denied");
  }

  @Test
  void outside_the_hours_a_login_is_refused_and_at_their_end_the_session_is_over() {
    Supervision session = over("{users: joe, hours: mon 08:00-12:30}");
    assertThat(judged(session, "USER joe")).isEmpty();
    assertThat(session.nextLookNanos()).isEqualTo(Supervision.NEVER);
    logIn(session, "joe");
    assertThat(session.hoursAreOver()).isFalse();
    assertThat(session.nextLookNanos()).isEqualTo(Duration.ofSeconds(30).toNanos());
    wall.set(Instant.parse("2026-03-02T12:30:00Z"));
    assertThat(session.hoursAreOver()).isTrue();
    assertThat(judged(over("{users: joe, hours: mon 08:00-12:30}"), "USER joe"))
        .isEqualTo("outside-hours");
    assertThat(judged(over("{users: joe, hours: mon 08:00-12:30}"), "USER ann")).isEmpty();
  }

  @Test
  void sessions_of_one_user_share_his_rate_and_transfers_have_their_own() {
    String rule = "{rate-per-user: 1kB/s, rate-per-transfer: 2kB/s}";
    Supervision first = over(rule);
    Supervision second = over(rule);
    Supervision other = over(rule);
    logIn(first, "joe");
    logIn(second, "Joe");
    logIn(other, "ann");
    Allowance one = first.begin(command("RETR a"));
    Allowance two = second.begin(command("RETR a"));
    Allowance three = other.begin(command("RETR a"));
    long oneSecond = Duration.ofSeconds(1).toNanos();
    assertThat(one.spend(1000, time.getAsLong())).isEqualTo(oneSecond);
    assertThat(two.spend(1000, time.getAsLong())).isEqualTo(2 * oneSecond);
    assertThat(three.spend(1000, time.getAsLong())).isEqualTo(oneSecond);
  }
}
