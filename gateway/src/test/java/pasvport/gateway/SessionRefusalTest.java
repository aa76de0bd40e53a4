package pasvport.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session does with clients and servers that do not speak FTP, or too much of it. */
class SessionRefusalTest extends OnLoopback {
  private static final String TLS_CLIENT_HELLO =
      "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + "x".repeat(600);

  static Stream<Arguments> badLines() {
    return Stream.of(
        Arguments.of("DELE a\0b\r\n", said(Refusal.NUL_IN_LINE), Refusal.NUL_IN_LINE),
        Arguments.of("DELE a\rb\r\n", said(Refusal.BARE_CR), Refusal.BARE_CR),
        Arguments.of("SYST\nDELE b\r\n", said(Refusal.BARE_LF), Refusal.BARE_LF),
        Arguments.of("\nDELE b\r\n", said(Refusal.BARE_LF), Refusal.BARE_LF),
        Arguments.of(
            "DELE " + "b".repeat(600) + "\r\n", said(Refusal.LINE_TOO_LONG), Refusal.LINE_TOO_LONG),
        Arguments.of(
            "b".repeat(600) + "\nDELE b\r\n", said(Refusal.LINE_TOO_LONG), Refusal.LINE_TOO_LONG),
        Arguments.of("\r\n", said(Refusal.BAD_COMMAND), Refusal.BAD_COMMAND),
        Arguments.of(" DELE b\r\n", said(Refusal.BAD_COMMAND), Refusal.BAD_COMMAND),
        Arguments.of("\u001b[2J DELE b\r\n", said(Refusal.BAD_COMMAND), Refusal.BAD_COMMAND));
  }

  @ParameterizedTest
  @MethodSource("badLines")
  void a_bad_line_is_answered_and_nothing_of_it_reaches_the_server(
      String line, String reply, Refusal why) throws Exception {
    start("limits.line: 512");
    Ends ends = loggedIn();
    ends.client().write(line);
    ends.client().expect(reply);
    ends.relays("NOOP", "200 Well.");
    assertThat(refused(why)).isEqualTo(1);
  }

  @Test
  void a_bad_line_is_answered_in_its_turn() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().write("SYST\r\nDELE\n\r\nPWD\r\n");
    ends.server().expect("SYST", "PWD");
    ends.server().send("215 UNIX", "257 \"/\"");
    ends.client().expect("215 UNIX", said(Refusal.BARE_LF), "257 \"/\"");
  }

  @Test
  void a_bad_line_behind_a_transfer_is_answered_behind_it() throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    ends.client().write("RETR f\r\nDELE\n\r\n");
    Peer behind = channel.behind().accept();
    ends.server().expect("RETR f");
    ends.server().send("150 Here it comes.");
    behind.close();
    ends.server().send("226 Done.");
    Peer data = connectData(CLIENT, channel.port());
    data.expectEnd();
    ends.client().expect("150 Here it comes.", "226 Done.", said(Refusal.BARE_LF));
  }

  @Test
  void too_many_bad_lines_end_the_session() throws Exception {
    start("limits.bad-lines: 3");
    Ends ends = loggedIn();
    for (int i = 0; i < 3; i++) {
      ends.client().send("?");
      ends.client().expect(said(Refusal.BAD_COMMAND));
    }
    ends.client().send("?");
    ends.client().expect(said(Refusal.TOO_MANY_BAD_LINES));
    ends.client().expectEnd();
    ends.server().expectEnd();
    assertThat(refused(Refusal.TOO_MANY_BAD_LINES)).isEqualTo(1);
  }

  @Test
  void the_last_word_reaches_a_client_that_is_still_sending() throws Exception {
    start("limits.bad-lines: 1");
    Ends ends = loggedIn();
    ends.client().write("?\r\n".repeat(2000));
    ends.client().expect(said(Refusal.BAD_COMMAND));
    ends.client().expect(said(Refusal.TOO_MANY_BAD_LINES));
    ends.client().finish();
    ends.client().expectEnd();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /upload HTTP/1.1\r\nHost: a\r\n\r\nDELE b\r\n",
        "CONNECT a:25 HTTP/1.1\r\n\r\n",
        "SSH-2.0-OpenSSH_9\r\n",
        "EHLO a\r\n",
        "INVITE sip:a@b SIP/2.0\r\n"
      })
  void another_protocol_is_told_so_and_nothing_of_it_reaches_the_server(String first)
      throws Exception {
    start();
    Ends ends = greeted();
    ends.client().write(first);
    ends.client().expectStart("500 This is an FTP service, not ");
    ends.client().expectEnd();
    ends.server().expectEnd();
    assertThat(refused(Refusal.FOREIGN_PROTOCOL)).isEqualTo(1);
  }

  @Test
  void tls_on_the_plain_port_is_told_so() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().write(TLS_CLIENT_HELLO);
    ends.client().expect("500 This is an FTP service, not TLS.");
    ends.client().finish();
    ends.client().expectEnd();
  }

  @Test
  void a_long_request_of_another_protocol_gets_its_reply_and_no_reset() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().write("POST / HTTP/1.1\r\n" + "Header: value\r\n".repeat(1000));
    ends.client().expect("500 This is an FTP service, not HTTP.");
    ends.client().finish();
    ends.client().expectEnd();
  }

  @Test
  void another_protocol_is_recognised_byte_by_byte() throws Exception {
    start();
    Ends ends = greeted();
    for (char c : "GET /".toCharArray()) {
      ends.client().write(String.valueOf(c));
    }
    ends.client().expect("500 This is an FTP service, not HTTP.");
    ends.client().expectEnd();
  }

  @Test
  void telnet_options_are_refused_and_the_command_beside_them_served() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().write("\u00ff\u00fd\u0003\u00ff\u00fb\u0018NO\u00ff\u00f1OP\r\n");
    ends.client().expectBytes("\u00ff\u00fc\u0003\u00ff\u00fe\u0018".getBytes(ISO_8859_1));
    ends.server().expect("NOOP");
    ends.server().send("200 Well.");
    ends.client().expect("200 Well.");
  }

  @Test
  void endless_telnet_is_a_bad_line() throws Exception {
    start();
    Ends ends = greeted();
    ends.client().write("\u00ff\u00fd\u0003".repeat(100) + "NOOP\r\n");
    ends.client().expectBytes("\u00ff\u00fc\u0003".repeat(64).getBytes(ISO_8859_1));
    ends.client().expectStart("500 ");
    assertThat(refused(Refusal.TOO_MUCH_TELNET)).isEqualTo(1);
  }

  @Test
  void a_path_keeps_its_bytes() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().write("DELE \u00e9\u00ff\u00ffx\r\0y\r\n");
    ends.server().expect("DELE \u00e9\u00ffx\r\0y");
    ends.server().send("250 Gone.");
    ends.client().expect("250 Gone.");
  }

  @Test
  void a_reply_that_nobody_asked_for_is_dropped() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.server().send("250 What?");
    awaitRefused(Refusal.UNREQUESTED_REPLY, 1);
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void a_flood_of_replies_that_nobody_asked_for_ends_the_session() throws Exception {
    start();
    Ends ends = loggedIn();
    flood(ends.server(), "250 What?\r\n");
    ends.client().expect(said(Refusal.SERVER_TALKS_NONSENSE));
    ends.client().expectEnd();
    assertThat(refused(Refusal.UNREQUESTED_REPLY)).isEqualTo(17);
    assertThat(refused(Refusal.SERVER_TALKS_NONSENSE)).isEqualTo(1);
  }

  @Test
  void a_flood_of_preliminary_replies_to_our_own_epsv_ends_the_session() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("EPSV");
    ends.server().expect("EPSV");
    flood(ends.server(), "150 Wait.\r\n");
    ends.client().expect(said(Refusal.SERVER_TALKS_NONSENSE));
    ends.client().expectEnd();
  }

  /** Writes a thousand times, or until the other end has had enough. */
  private static void flood(Peer peer, String what) {
    try {
      for (int i = 0; i < 1000; i++) {
        peer.write(what);
      }
    } catch (IOException _) {
      // The other end is gone, as it should be.
    }
  }

  @Test
  void a_227_that_nobody_asked_for_opens_nothing() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.server().send("227 Entering Passive Mode (127,0,0,1,99,99).");
    awaitRefused(Refusal.UNREQUESTED_REPLY, 1);
    assertThat(taken()).isZero();
    ends.client().send("RETR f");
    ends.client().expect(said(Refusal.NO_DATA_CHANNEL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "227 Entering Passive Mode (127,0,0,1,99,99).",
        "229 Entering Extended Passive Mode (|||25443|)",
        "228 Entering Long Passive Mode (127.0.0.1,25443)."
      })
  void a_passive_reply_to_another_command_opens_nothing_and_is_not_relayed(String reply)
      throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("MLST f");
    ends.server().expect("MLST f");
    ends.server().send(reply);
    ends.client().expect(said(Refusal.UNREQUESTED_PASSIVE_REPLY));
    assertThat(taken()).isZero();
    assertThat(refused(Refusal.UNREQUESTED_PASSIVE_REPLY)).isEqualTo(1);
  }

  @Test
  void a_227_within_another_reply_is_text() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("STAT f");
    ends.server().expect("STAT f");
    ends.server().send("213-Status", "227 Entering Passive Mode (127,0,0,1,99,99).", "213 End");
    ends.client().expect("213-Status", " 227 Entering Passive Mode (127,0,0,1,99,99).", "213 End");
    assertThat(taken()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n",
        "hello\r\n",
        "\r\n",
        "999 No\r\n",
        "600 Protected\r\n",
        "200?\r\n",
        "200 a\0b\r\n",
        "\u0016\u0003\u0001\u0000\r\n"
      })
  void a_server_that_does_not_speak_ftp_is_left(String words) throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("SYST");
    ends.server().expect("SYST");
    ends.server().write(words);
    ends.client().expect(said(Refusal.SERVER_TALKS_NONSENSE));
    ends.client().expectEnd();
    ends.server().expectOver();
    assertThat(refused(Refusal.SERVER_TALKS_NONSENSE)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"211 endless ", "211-line\r\n"})
  void an_endless_reply_is_broken_off(String piece) throws Exception {
    start("limits.reply: 4096");
    Ends ends = loggedIn();
    ends.client().send("STAT");
    ends.server().expect("STAT");
    flood(ends.server(), piece);
    ends.client().expect(said(Refusal.SERVER_TALKS_NONSENSE));
    ends.client().expectEnd();
  }

  @Test
  void an_idle_session_is_told_and_closed() throws Exception {
    start("timeouts.idle: 1s");
    Ends ends = loggedIn();
    ends.client().expect(said(Refusal.IDLE_TIMEOUT));
    ends.client().expectEnd();
    ends.server().expectEnd();
    assertThat(refused(Refusal.IDLE_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void a_session_that_does_not_log_in_is_told_and_closed() throws Exception {
    start("timeouts.login: 1s");
    Ends ends = greeted();
    ends.relays("USER joe", "331 Password?");
    ends.client().expect(said(Refusal.LOGIN_TIMEOUT));
    ends.client().expectEnd();
    assertThat(refused(Refusal.LOGIN_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void a_client_that_never_stops_talking_must_log_in_too() throws Exception {
    start("timeouts.login: 200ms");
    Peer client = connect(CLIENT);
    server().accept().send("220 Ready.");
    Thread.startVirtualThread(() -> floodForGood(client, "HOST a\r\n".repeat(100)));
    Thread.startVirtualThread(() -> readForGood(client));
    awaitRefused(Refusal.LOGIN_TIMEOUT, 1);
    await("sessions").until(() -> gateway().sessions() == 0);
  }

  private static void readForGood(Peer peer) {
    try {
      while (true) {
        peer.line();
      }
    } catch (IOException | AssertionError _) {
      // The other end is gone, as it should be.
    }
  }

  private static void floodForGood(Peer peer, String what) {
    try {
      while (true) {
        peer.write(what);
      }
    } catch (IOException _) {
      // The other end is gone, as it should be.
    }
  }

  @Test
  void a_server_that_never_greets_costs_no_more_than_the_time_for_the_login() throws Exception {
    start("timeouts.login: 200ms");
    Peer client = connect(CLIENT);
    Peer server = server().accept();
    client.send("USER joe");
    client.expect(said(Refusal.LOGIN_TIMEOUT));
    client.expectEnd();
    server.expectEnd();
  }

  @Test
  void after_rein_there_is_time_for_another_login() throws Exception {
    start("timeouts.login: 3s", "timeouts.data-wait: 3100ms");
    Ends ends = loggedIn();
    epsv(ends);
    awaitRefused(Refusal.NO_DATA_CONNECTION, 1);
    ends.relays("REIN", "220 Ready for a new user.");
    ends.relays("USER ann", "230 Welcome.");
    assertThat(refused(Refusal.LOGIN_TIMEOUT)).isZero();
  }

  @Test
  void a_server_that_does_not_answer_is_given_up() throws Exception {
    start("timeouts.reply: 1s");
    Ends ends = loggedIn();
    ends.client().send("SYST");
    ends.server().expect("SYST");
    ends.client().expect(said(Refusal.SERVER_SILENT));
    ends.client().expectEnd();
    ends.server().expectEnd();
    assertThat(refused(Refusal.SERVER_SILENT)).isEqualTo(1);
  }

  @Test
  void a_server_that_does_not_answer_our_own_epsv_is_given_up() throws Exception {
    start("timeouts.reply: 1s");
    Ends ends = loggedIn();
    ends.client().send("EPSV");
    ends.server().expect("EPSV");
    ends.client().expect(said(Refusal.SERVER_SILENT));
    ends.client().expectEnd();
    await("ports").until(() -> taken() == 0);
  }

  @Test
  void a_client_from_a_denied_network_is_told_and_reaches_no_server() throws Exception {
    start("access.deny: [127.0.0.2]");
    Peer denied = connect("127.0.0.2");
    denied.expect(said(Refusal.DENIED_NETWORK));
    denied.expectEnd();
    assertThat(refused(Refusal.DENIED_NETWORK)).isEqualTo(1);
    loggedIn("127.0.0.3");
  }

  @Test
  void sessions_are_bounded_in_all_and_a_place_is_free_again_at_the_end() throws Exception {
    start("limits.sessions: 1", "limits.sessions-per-address: 1");
    Ends first = greeted("127.0.0.2");
    Peer second = connect("127.0.0.3");
    second.expect(said(Refusal.TOO_MANY_SESSIONS));
    second.expectEnd();
    first.client().close();
    await("sessions").until(() -> gateway().sessions() == 0);
    loggedIn("127.0.0.3");
    assertThat(refused(Refusal.TOO_MANY_SESSIONS)).isEqualTo(1);
  }

  @Test
  void sessions_are_bounded_for_each_address() throws Exception {
    start("limits.sessions-per-address: 1");
    greeted("127.0.0.2");
    Peer second = connect("127.0.0.2");
    second.expect(said(Refusal.TOO_MANY_SESSIONS_FROM_ADDRESS));
    second.expectEnd();
    greeted("127.0.0.3");
    assertThat(refused(Refusal.TOO_MANY_SESSIONS_FROM_ADDRESS)).isEqualTo(1);
  }

  @Test
  void logins_are_bounded_for_each_address() throws Exception {
    start("limits.logins-per-minute: 2");
    Ends ends = greeted("127.0.0.2");
    ends.relays("USER a", "530 No.");
    ends.relays("USER b", "530 No.");
    ends.client().send("USER c");
    ends.client().expect(said(Refusal.TOO_MANY_LOGINS));
    ends.client().expectEnd();
    ends.server().expectEnd();
    assertThat(refused(Refusal.TOO_MANY_LOGINS)).isEqualTo(1);
    loggedIn("127.0.0.3");
  }
}
