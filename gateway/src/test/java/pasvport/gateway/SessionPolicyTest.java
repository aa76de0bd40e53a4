package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The site's policy in whole sessions: what reaches the server, and what the client is told. */
class SessionPolicyTest extends OnLoopback {
  private static final Instant AFTER_HOURS = Instant.parse("2026-03-02T18:00:00Z");

  private static String said(Refusal why, String verb) {
    return why.reply(verb).orElseThrow().shown();
  }

  @Test
  void a_refused_upload_never_reaches_the_server_and_gives_its_channel_up() throws Exception {
    start("policy.- access: read-only");
    Ends ends = loggedIn();
    epsv(ends);
    ends.client().send("STOR f");
    ends.client().expect(said(Refusal.READ_ONLY));
    ends.client().send("RETR f");
    ends.client().expect(said(Refusal.NO_DATA_CHANNEL));
    Data data = begin(ends, "RETR f");
    data.server().write("whole");
    data.server().close();
    ends.server().send("226 Done.");
    assertThat(data.client().readAll()).asString().isEqualTo("whole");
    ends.client().expect("226 Done.");
    assertThat(refused(Refusal.READ_ONLY)).isEqualTo(1);
  }

  @Test
  void a_command_sent_along_with_the_login_is_judged_behind_it() throws Exception {
    start("policy.- {users: joe, access: read-only}");
    Ends ends = greeted();
    ends.client().send("USER joe", "PASS x", "DELE f", "NOOP");
    ends.server().expect("USER joe");
    ends.server().send("331 Password?");
    ends.server().expect("PASS x");
    ends.server().send("230 Welcome.");
    ends.server().expect("NOOP");
    ends.server().send("200 Here.");
    ends.client().expect("331 Password?", "230 Welcome.", said(Refusal.READ_ONLY), "200 Here.");
  }

  @Test
  void nobody_becomes_another_user_whatever_the_server_would_say() throws Exception {
    start("policy.- {users: joe, access: read-only}");
    Ends ends = loggedIn();
    ends.client().send("USER ann");
    ends.client().expect(said(Refusal.OTHER_USER_IN_SESSION));
    ends.relays("REIN", "502 Not here.");
    ends.client().send("DELE f");
    ends.client().expect(said(Refusal.READ_ONLY));
    ends.relays("REIN", "220 Anew.");
    ends.relays("USER ann", "331 Password?");
    ends.relays("PASS x", "230 Welcome.");
    ends.relays("DELE f", "250 Gone.");
  }

  @Test
  void an_upload_that_grows_too_large_is_reset_toward_the_server_and_answered_552()
      throws Exception {
    start("policy.- largest-file: 1kB");
    Ends ends = loggedIn();
    Data data = begin(ends, "STOR f");
    data.client().write(file(1001));
    data.server().expectReset();
    ends.server().send("426 Broken.");
    ends.client().expect(said(Refusal.FILE_TOO_LARGE));
    Data again = begin(ends, "STOR f");
    again.client().write(file(1000));
    again.client().finish();
    assertThat(again.server().readAll()).isEqualTo(file(1000));
    again.server().close();
    ends.server().send("226 Done.");
    ends.client().expect("226 Done.");
  }

  @Test
  void an_append_is_measured_by_what_is_there() throws Exception {
    start("policy.- largest-file: 1kB");
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    ends.client().send("APPE f");
    ends.server().expect("TYPE I");
    ends.server().send("200 Type set.");
    ends.server().expect("SIZE f");
    ends.server().send("213 600");
    ends.server().expect("TYPE A");
    ends.server().send("200 Type set.");
    Peer behind = channel.behind().accept();
    ends.server().expect("APPE f");
    Peer client = connectData(CLIENT, channel.port());
    ends.server().send("150 Go on.");
    ends.client().expect("150 Go on.");
    client.write(file(401));
    behind.expectReset();
    ends.server().send("426 Broken.");
    ends.client().expect(said(Refusal.FILE_TOO_LARGE));
  }

  @Test
  void a_denied_folder_stays_closed_from_within() throws Exception {
    start("policy.- deny-names: /home/joe/private");
    Ends ends = loggedIn();
    ends.client().send("DELE private/f");
    ends.server().expect("PWD");
    ends.server().send("257 \"/home/joe\"");
    ends.client().expect(said(Refusal.NAME_DENIED));
    ends.client().send("CWD private");
    ends.client().expect(said(Refusal.NAME_DENIED));
    ends.relays("CWD /home", "250 There.");
    ends.client().send("DELE joe/f");
    ends.server().expect("PWD");
    ends.server().send("257 \"/home\"");
    ends.server().expect("DELE joe/f");
    ends.server().send("250 Gone.");
    ends.client().expect("250 Gone.");
  }

  @Test
  void a_restart_is_taken_back_with_the_transfer_that_it_was_for() throws Exception {
    start("policy.- deny-names: '*.exe'");
    Ends ends = loggedIn();
    epsv(ends);
    ends.relays("REST 5", "350 From there.");
    ends.client().send("RETR a.exe");
    ends.server().expect("REST 0");
    ends.server().send("350 From the start.");
    ends.client().expect(said(Refusal.NAME_DENIED));
  }

  @Test
  void a_denied_verb_is_named_in_its_refusal() throws Exception {
    start("policy.- deny-verbs: [DELE, SITE CHMOD]");
    Ends ends = loggedIn();
    ends.client().send("DELE f");
    ends.client().expect(said(Refusal.VERB_DENIED, "DELE"));
    ends.client().send("SITE CHMOD 777 f");
    ends.client().expect(said(Refusal.PARAMETER_DENIED, "SITE"));
    ends.relays("SITE UMASK 022", "200 Fine.");
  }

  @Test
  void a_rule_is_for_some_networks_alone() throws Exception {
    start("policy.- {clients: 127.0.0.9, access: read-only}");
    Ends bound = loggedIn("127.0.0.9");
    bound.client().send("DELE f");
    bound.client().expect(said(Refusal.READ_ONLY));
    loggedIn().relays("DELE f", "250 Gone.");
  }

  @Test
  void outside_the_hours_a_login_is_refused() throws Exception {
    start("policy.- {users: joe, hours: mon-fri 08:00-18:00}");
    wall.set(AFTER_HOURS);
    Ends ends = greeted();
    ends.client().send("USER joe");
    ends.client().expect(said(Refusal.OUTSIDE_HOURS));
    ends.relays("USER ann", "331 Password?");
  }

  @Test
  void a_session_ends_with_its_hours_once_its_transfer_has_finished() throws Exception {
    start("policy.- hours: mon-fri 08:00-18:00");
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("wh");
    wall.set(AFTER_HOURS);
    ends.client().send("DELE f");
    data.server().write("ole");
    data.server().close();
    ends.server().send("226 Done.");
    assertThat(data.client().readAll()).asString().isEqualTo("whole");
    ends.client().expect("226 Done.", said(Refusal.HOURS_OVER));
    ends.client().expectEnd();
    ends.server().expectEnd();
  }

  @Test
  void a_transfer_under_a_rate_rests_and_can_be_cut_while_it_does() throws Exception {
    start("policy.- rate-per-transfer: 100B/s");
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write(file(64 * 1024));
    assertThat(data.client().read(1024)).hasSize(1024);
    ends.client().send("ABOR");
    ends.server().expect("ABOR");
    assertThat(untilReset(data.client())).isZero();
    ends.server().send("426 Aborted.", "226 Abort done.");
    ends.client().expect("426 Aborted.", "226 Abort done.");
  }

  /** How many bytes come before the connection is reset. */
  private static int untilReset(Peer peer) throws IOException {
    int bytes = 0;
    try {
      while (peer.read(1).length == 1) {
        bytes++;
      }
      throw new AssertionError("a clean end after " + bytes + " bytes");
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
      return bytes;
    }
  }
}
