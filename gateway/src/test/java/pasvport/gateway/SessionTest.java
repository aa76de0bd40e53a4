package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conversation of a session: commands, replies, and their order. */
class SessionTest extends OnLoopback {
  @Test
  void the_greeting_is_relayed_with_all_its_lines() throws Exception {
    start();
    Peer client = connect(CLIENT);
    Peer server = server().accept();
    server.send("220-Welcome", "to the server", "220 Ready.");
    client.expect("220-Welcome", "to the server", "220 Ready.");
  }

  @Test
  void a_greeting_that_comes_in_two_replies_is_relayed_in_two() throws Exception {
    start();
    Peer client = connect(CLIENT);
    Peer server = server().accept();
    server.send("120 In a minute.");
    client.expect("120 In a minute.");
    server.send("220 Ready.");
    client.expect("220 Ready.");
    new Ends(client, server).relays("NOOP", "200 Well.");
  }

  @Test
  void what_a_client_sends_before_the_greeting_waits_for_it() throws Exception {
    start();
    Peer client = connect(CLIENT);
    client.send("USER joe", "HOST example.org");
    Peer server = server().accept();
    server.send("220 Ready.");
    client.expect("220 Ready.");
    server.expect("USER joe");
    server.send("331 Password?");
    client.expect("331 Password?");
    client.expectStart("503 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"421 Too busy.", "530 Not you.", "554 No."})
  void a_server_that_turns_the_session_away_is_relayed_and_the_session_ends(String word)
      throws Exception {
    start();
    Peer client = connect(CLIENT);
    Peer server = server().accept();
    server.send(word);
    client.expect(word);
    client.expectEnd();
    server.expectEnd();
    assertThat(refused(Refusal.SERVER_TURNED_AWAY)).isEqualTo(1);
  }

  @Test
  void a_server_that_is_not_there_is_said_with_421() throws Exception {
    start();
    server().stopListening();
    Peer client = connect(CLIENT);
    client.expect(said(Refusal.SERVER_UNREACHABLE));
    client.expectEnd();
    assertThat(refused(Refusal.SERVER_UNREACHABLE)).isEqualTo(1);
  }

  @Test
  void a_verb_that_nobody_knows_is_relayed_with_its_argument() throws Exception {
    start();
    Ends ends = greeted();
    ends.relays("XYZZY a  b", "502 Not implemented.");
    ends.relays("SITE CHMOD 644 f", "200-Done", "200 ok.");
  }

  @Test
  void verbs_are_written_anew_in_capitals() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("noop");
    ends.server().expect("NOOP");
    ends.server().send("200 Well.");
    ends.client().expect("200 Well.");
  }

  @Test
  void replies_of_our_own_wait_for_the_servers_before_them() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("SYST", "AUTH TLS", "HOST a", "PWD", "SPSV", "NOOP");
    ends.server().expect("SYST", "PWD");
    ends.server().send("215 UNIX", "257 \"/\"");
    ends.client().expect("215 UNIX");
    ends.client().expectStart("502 TLS");
    ends.client().expectStart("503 HOST");
    ends.client().expect("257 \"/\"");
    ends.client().expectStart("502 Not offered");
    ends.server().expect("NOOP");
    ends.server().send("200 Well.");
    ends.client().expect("200 Well.");
  }

  @Test
  void many_pipelined_commands_are_all_answered_in_order() throws Exception {
    start();
    Ends ends = loggedIn();
    int many = 500;
    Thread.startVirtualThread(() -> {
      try {
        for (int i = 0; i < many; i++) {
          ends.client().send("CWD " + i);
        }
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    });
    for (int i = 0; i < many; i++) {
      ends.server().expect("CWD " + i);
      ends.server().send("250 " + i);
      ends.client().expect("250 " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PASV", "EPSV", "EPSV ALL", "PORT 127,0,0,1,9,9", "RETR f", "STOR f", "LIST"})
  void data_commands_wait_for_the_login(String command) throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send(command);
    ends.client().expect(said(Refusal.NOT_LOGGED_IN));
    ends.relays("NOOP", "200 Well.");
    assertThat(refused(Refusal.NOT_LOGGED_IN)).isEqualTo(1);
  }

  @Test
  void a_login_without_a_password_is_a_login() throws Exception {
    start();
    Ends ends = greeted();
    ends.relays("USER anonymous", "230 Come in.");
    epsv(ends);
  }

  @ParameterizedTest
  @CsvSource({
    "PORT 127;0;0;1;9;9, 502 Active mode is not offered here, active-mode-not-offered",
    "EPRT |1|127.0.0.1|9999|, 502 Active mode is not offered here, active-mode-not-offered",
    "LPRT 6, 502 Not offered here, data-setup-not-offered",
    "LPSV, 502 Not offered here, data-setup-not-offered",
    "SPSV, 502 Not offered here, data-setup-not-offered",
    "AUTH TLS, 502 TLS is not offered here., tls-not-offered",
    "AUTH SSL, 502 TLS is not offered here., tls-not-offered",
    "PBSZ 0, 502 TLS is not offered here., tls-not-offered",
    "PROT P, 502 TLS is not offered here., tls-not-offered",
    "CCC, 502 TLS is not offered here., tls-not-offered",
    "CPSV, 502 TLS is not offered here., tls-not-offered",
    "MODE B, 504 Only stream mode is relayed., mode-not-relayed",
    "MODE c, 504 Only stream mode is relayed., mode-not-relayed"
  })
  void what_is_not_offered_never_reaches_the_server(String command, String reply, String reason)
      throws Exception {
    start("active.offered: false");
    Ends ends = loggedIn();
    ends.client().send(command.replace(';', ','));
    ends.client().expectStart(reply);
    ends.relays("MODE S", "200 Stream.");
    assertThat(registry.get("pasvport.refused").tag("reason", reason).counter().count())
        .isEqualTo(1);
  }

  @Test
  void features_are_those_of_both_and_epsv_and_host() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("FEAT");
    ends.server().expect("FEAT");
    ends.server()
        .send(
            "211-Features:",
            " EPRT",
            " PASV",
            " AUTH TLS",
            " PBSZ",
            " PROT",
            " REST STREAM",
            " MLST type*;size*;",
            " XSECRET",
            " UTF8",
            "211 End");
    ends.client()
        .expect(
            "211-Features:",
            " REST STREAM",
            " MLST type*;size*;",
            " UTF8",
            " EPSV",
            " HOST",
            " EPRT",
            "211 End");
  }

  @Test
  void a_server_without_feat_leaves_what_the_gateway_does_itself() throws Exception {
    start("active.offered: false");
    Ends ends = greeted();
    ends.client().send("FEAT");
    ends.server().expect("FEAT");
    ends.server().send("500 FEAT?");
    ends.client().expect("211-Features:", " EPSV", " HOST", "211 End");
  }

  @Test
  void features_before_a_login_that_the_server_wants_are_its_own_refusal() throws Exception {
    start();
    greeted().relays("FEAT", "530 Log in first.");
  }

  @Test
  void host_is_answered_before_user_and_refused_after() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().send("HOST ftp.example.org");
    ends.client().expect("220 Host accepted.");
    ends.relays("USER joe", "331 Password?");
    ends.client().send("HOST ftp.example.org");
    ends.client().expect(said(Refusal.HOST_AFTER_LOGIN));
  }

  @Test
  void after_rein_the_session_is_as_after_connecting() throws Exception {
    start();
    Ends ends = loggedIn();
    epsv(ends);
    ends.client().send("EPSV ALL");
    ends.client().expectStart("200 ");
    ends.relays("REIN", "220 Ready for a new user.");
    await("ports").until(() -> taken() == 0);
    ends.client().send("RETR f");
    ends.client().expectStart("530 ");
    ends.client().send("HOST a");
    ends.client().expectStart("220 ");
    ends.relays("USER joe", "230 Welcome.");
    ends.client().send("PASV");
    ends.server().expect("EPSV");
    ends.server().send(server().openData().reply229());
    ends.client().expect227();
  }

  @Test
  void a_rein_that_the_server_refuses_changes_nothing() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.relays("REIN", "502 Not here.");
    epsv(ends);
  }

  @Test
  void a_rein_and_the_login_behind_it_may_be_pipelined() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("REIN", "USER ann", "PASS x", "EPSV");
    ends.server().expect("REIN");
    ends.server().send("220 Ready for a new user.");
    ends.server().expect("USER ann");
    ends.server().send("331 Password?");
    ends.server().expect("PASS x");
    ends.server().send("230 Welcome.");
    ends.server().expect("EPSV");
    ends.server().send(server().openData().reply229());
    ends.client().expect("220 Ready for a new user.", "331 Password?", "230 Welcome.");
    ends.client().expect229();
  }

  @Test
  void quit_is_relayed_and_both_connections_are_closed() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.relays("QUIT", "221 Goodbye.");
    ends.client().expectEnd();
    ends.server().expectEnd();
  }

  @Test
  void a_server_that_answers_quit_by_closing_is_answered_for() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("QUIT");
    ends.server().expect("QUIT");
    ends.server().close();
    ends.client().expect("221 Goodbye.");
    ends.client().expectEnd();
  }

  @Test
  void a_client_that_half_closes_after_its_commands_gets_every_reply() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("SYST", "PBSZ 0", "PWD");
    ends.client().finish();
    ends.server().expect("SYST", "PWD");
    ends.server().send("215 UNIX", "257 \"/\"");
    ends.client().expect("215 UNIX");
    ends.client().expectStart("502 ");
    ends.client().expect("257 \"/\"");
    ends.client().expectEnd();
    ends.server().expectEnd();
  }

  @Test
  void a_client_that_half_closes_before_the_greeting_gets_every_reply() throws Exception {
    start();
    Peer client = connect(CLIENT);
    client.send("NOOP", "QUIT");
    client.finish();
    Peer server = server().accept();
    server.send("220 Ready.");
    server.expect("NOOP", "QUIT");
    server.send("200 Well.", "221 Goodbye.");
    client.expect("220 Ready.", "200 Well.", "221 Goodbye.");
    client.expectEnd();
  }

  @Test
  void when_the_client_is_gone_the_server_is_left_too() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().reset();
    ends.server().expectEnd();
    await("sessions").until(() -> gateway().sessions() == 0);
  }

  @Test
  void when_the_server_is_gone_the_client_is_told_421() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("SYST");
    ends.server().expect("SYST");
    ends.server().close();
    ends.client().expect(said(Refusal.SERVER_GONE));
    ends.client().expectEnd();
    assertThat(refused(Refusal.SERVER_GONE)).isEqualTo(1);
  }

  @Test
  void a_421_of_the_server_is_relayed_and_ends_the_session_at_any_time() throws Exception {
    start();
    Ends idle = greeted();
    idle.server().send("421 Timeout.");
    idle.client().expect("421 Timeout.");
    idle.client().expectEnd();
    idle.server().expectEnd();

    Ends asking = loggedIn();
    asking.client().send("SYST", "PWD");
    asking.server().expect("SYST", "PWD");
    asking.server().send("215 UNIX", "421 Shutting down.");
    asking.client().expect("215 UNIX", "421 Shutting down.");
    asking.client().expectEnd();
    asking.server().expectEnd();

    Ends settingUp = loggedIn();
    settingUp.client().send("EPSV");
    settingUp.server().expect("EPSV");
    settingUp.server().send("421 Shutting down.");
    settingUp.client().expect("421 Shutting down.");
    settingUp.client().expectEnd();
    await("ports").until(() -> taken() == 0);
  }
}
