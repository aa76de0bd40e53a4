package pasvport.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that choose among several servers, by HOST and by user. */
class SessionServersTest extends OnLoopback {
  private static final String OURS = "220 Pasvport ready.";

  /** The server of web users and of the host {@code web.example}. */
  private @Nullable ScriptedServer web;

  @BeforeEach
  void open_the_other_server() throws Exception {
    web = closedAfterwards(new ScriptedServer());
  }

  private ScriptedServer web() {
    return requireNonNull(web);
  }

  private void startWith(String rule) throws Exception {
    start(
        "servers: [{name: web, address: \"127.0.0.1:"
            + web().port()
            + "\", "
            + rule
            + "}, {name: rest, address: \"127.0.0.1:"
            + server().port()
            + "\"}]");
  }

  private static Peer accepts(ScriptedServer from) throws Exception {
    Peer accepted = from.accept();
    accepted.send("220 Not for the client.");
    return accepted;
  }

  @Test
  void a_user_is_led_to_its_server_behind_our_own_greeting() throws Exception {
    startWith("users: [\"web-*\"]");
    Peer client = connect(CLIENT);
    client.expect(OURS);
    client.send("USER web-joe");
    Ends ends = new Ends(client, accepts(web()));
    ends.server().expect("USER web-joe");
    ends.server().send("331 Password?");
    client.expect("331 Password?");
    ends.relays("PASS x", "230 Welcome.");
    epsv(ends);

    Peer other = connect(CLIENT);
    other.expect(OURS);
    other.send("USER joe");
    Peer rest = accepts(server());
    rest.expect("USER joe");
    rest.send("230 Welcome.");
    other.expect("230 Welcome.");
  }

  @Test
  void a_host_leads_to_its_server() throws Exception {
    startWith("hosts: [web.example]");
    Peer client = connect(CLIENT);
    client.expect(OURS);
    client.send("HOST nobody.example");
    client.expect(said(Refusal.UNKNOWN_HOST));
    client.send("HOST web.example");
    client.expect("220 Host accepted.");
    client.send("SYST");
    Ends ends = new Ends(client, accepts(web()));
    ends.server().expect("SYST");
    ends.server().send("215 UNIX");
    client.expect("215 UNIX");
    ends.relays("USER joe", "230 Welcome.");
  }

  @Test
  void commands_before_user_go_to_the_server_that_asks_for_nothing() throws Exception {
    startWith("users: [\"web-*\"]");
    Peer client = connect(CLIENT);
    client.expect(OURS);
    client.send("SYST", "USER web-joe");
    Peer rest = accepts(server());
    rest.expect("SYST");
    rest.send("215 UNIX");
    client.expect("215 UNIX");
    Ends ends = new Ends(client, accepts(web()));
    rest.expectEnd();
    ends.server().expect("USER web-joe");
    ends.server().send("331 Password?");
    client.expect("331 Password?");
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void the_former_server_answers_before_the_next_one_is_asked() throws Exception {
    startWith("users: [\"web-*\"]");
    Peer client = connect(CLIENT);
    client.expect(OURS);
    client.write("SYST\r\nNOOP\r\nUSER web-joe\r\nPASS x\r\n");
    Peer rest = accepts(server());
    rest.expect("SYST", "NOOP");
    rest.send("215 UNIX", "200 Well.");
    Peer webs = accepts(web());
    webs.expect("USER web-joe");
    webs.send("331 Password?");
    webs.expect("PASS x");
    webs.send("230 Welcome.");
    client.expect("215 UNIX", "200 Well.", "331 Password?", "230 Welcome.");
  }

  @Test
  void what_the_former_server_says_afterwards_is_not_heard() throws Exception {
    startWith("users: [\"web-*\"]");
    Peer client = connect(CLIENT);
    client.expect(OURS);
    client.send("USER joe");
    Peer former = accepts(server());
    former.expect("USER joe");
    former.send("331 Password?");
    client.expect("331 Password?");
    client.send("USER web-joe");
    Peer webs = accepts(web());
    former.send("421 Goodbye.");
    webs.expect("USER web-joe");
    webs.send("230 Welcome.");
    client.expect("230 Welcome.");
  }

  @Test
  void a_server_that_turns_a_user_away_is_relayed() throws Exception {
    startWith("users: [\"web-*\"]");
    Peer client = connect(CLIENT);
    client.expect(OURS);
    client.send("USER web-joe");
    web().accept().send("530 Not from there.");
    client.expect("530 Not from there.");
    client.expectEnd();
    assertThat(refused(Refusal.SERVER_TURNED_AWAY)).isEqualTo(1);
  }

  @Test
  void without_a_server_for_anybody_else_a_user_is_told_so() throws Exception {
    start(
        "servers: [{name: web, address: \"127.0.0.1:" + web().port() + "\", users: [\"web-*\"]}]");
    Peer client = connect(CLIENT);
    client.expect(OURS);
    client.send("SYST");
    client.expect(said(Refusal.NO_SERVER_YET));
    client.send("USER joe");
    client.expect(said(Refusal.NO_SERVER_FOR_USER));
    client.send("QUIT");
    client.expect("221 Goodbye.");
    client.expectEnd();
  }

  @Test
  void a_server_that_is_down_is_told_at_once_and_comes_back() throws Exception {
    startWith("users: [\"web-*\"]");
    web().stopListening();
    for (int i = 0; i < 2; i++) {
      Peer client = connect(CLIENT);
      client.expect(OURS);
      client.send("USER web-joe");
      client.expect(said(Refusal.SERVER_UNREACHABLE));
      client.expectEnd();
    }
    Peer other = connect(CLIENT);
    other.expect(OURS);
    other.send("USER joe");
    accepts(server()).expect("USER joe");
  }

  @Test
  void after_rein_another_user_may_have_another_server() throws Exception {
    startWith("hosts: [web.example]");
    Peer client = connect(CLIENT);
    client.expect(OURS);
    client.send("HOST web.example", "USER joe");
    client.expect("220 Host accepted.");
    Ends ends = new Ends(client, accepts(web()));
    ends.server().expect("USER joe");
    ends.server().send("230 Welcome.");
    client.expect("230 Welcome.");
    ends.relays("REIN", "220 Ready for a new user.");
    client.send("USER ann");
    Peer rest = accepts(server());
    rest.expect("USER ann");
    rest.send("230 Welcome.");
    client.expect("230 Welcome.");
    ends.server().expectEnd();
  }
}
