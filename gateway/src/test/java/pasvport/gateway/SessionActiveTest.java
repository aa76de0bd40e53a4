package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Active data connections, in front and toward the server. */
class SessionActiveTest extends OnLoopback {
  private static final String ANY_PORT = "active.source-port: 0";
  private static final int PATIENCE_MILLIS = 10_000;

  /** A client's own data port. */
  private ServerSocket listen(String address) throws IOException {
    ServerSocket listener = closedAfterwards(new ServerSocket());
    listener.setSoTimeout(PATIENCE_MILLIS);
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    return listener;
  }

  private static String port(String address, int port) {
    return "PORT " + address.replace('.', ',') + "," + (port >> 8) + "," + (port & 0xFF);
  }

  private ScriptedServer.DataPort names(Ends ends, String command) throws IOException {
    ends.client().send(command);
    ends.server().expect("EPSV");
    ScriptedServer.DataPort behind = server().openData();
    ends.server().send(behind.reply229());
    ends.client().expect("200 " + command.substring(0, 4) + " command successful.");
    return behind;
  }

  private Peer accept(ServerSocket listener) throws IOException {
    return closedAfterwards(new Peer(listener.accept()));
  }

  @Test
  void a_client_that_names_its_port_is_called_once_the_server_has_begun() throws Exception {
    start(ANY_PORT);
    Ends ends = loggedIn();
    ServerSocket listener = listen(CLIENT);
    ScriptedServer.DataPort behind = names(ends, port(CLIENT, listener.getLocalPort()));
    ends.client().send("RETR f");
    Peer serverData = behind.accept();
    ends.server().expect("RETR f");
    ends.server().send("150 Here it comes.");
    Peer clientData = accept(listener);
    ends.client().expect("150 Here it comes.");
    serverData.write("file");
    serverData.close();
    ends.server().send("226 Done.");
    assertThat(clientData.readAll()).asString().isEqualTo("file");
    ends.client().expect("226 Done.");
    assertThat(taken()).isZero();
  }

  @Test
  void eprt_works_like_port() throws Exception {
    start(ANY_PORT);
    Ends ends = loggedIn();
    ServerSocket listener = listen(CLIENT);
    ScriptedServer.DataPort behind =
        names(ends, "EPRT |1|" + CLIENT + "|" + listener.getLocalPort() + "|");
    ends.client().send("STOR f");
    Peer serverData = behind.accept();
    ends.server().expect("STOR f");
    ends.server().send("150 Give.");
    Peer clientData = accept(listener);
    clientData.write("file");
    clientData.close();
    assertThat(serverData.readAll()).asString().isEqualTo("file");
    ends.server().send("226 Done.");
    ends.client().expect("150 Give.", "226 Done.");
  }

  @Test
  void the_servers_226_waits_for_a_client_that_is_still_being_called() throws Exception {
    start(ANY_PORT);
    Ends ends = loggedIn();
    ServerSocket listener = listen(CLIENT);
    ScriptedServer.DataPort behind = names(ends, port(CLIENT, listener.getLocalPort()));
    ends.client().send("NLST");
    Peer serverData = behind.accept();
    ends.server().expect("NLST");
    serverData.write("file");
    serverData.close();
    ends.server().send("150 Here it comes.", "226 Done.");
    Peer clientData = accept(listener);
    assertThat(clientData.readAll()).asString().isEqualTo("file");
    ends.client().expect("150 Here it comes.", "226 Done.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "PORT 127,0,0,9,99,99;500 PORT must name your own address.;foreign-data-address",
        "PORT 192,0,2,1,99,99;500 PORT must name your own address.;foreign-data-address",
        "EPRT |1|127.0.0.9|9999|;500 EPRT must name your own address.;foreign-data-address",
        "EPRT |2|::1|9999|;500 EPRT must name your own address.;foreign-data-address",
        "PORT 127,0,0,1,3,255;500 PORT must name a port from 1024 on.;client-port-below-1024",
        "PORT 127,0,0,1,9;501 PORT does not name an address and a port.;bad-data-address",
        "PORT 127,0,0,1,256,9;501 PORT does not name an address and a port.;bad-data-address",
        "EPRT |1|localhost|9999|;501 EPRT does not name an address and a port.;bad-data-address",
        "EPRT |3|127.0.0.1|9999|;522 Network protocol not supported here, use (1,2).;"
            + "eprt-other-family"
      })
  void a_bounce_is_refused_and_the_server_hears_nothing(String command, String reply, String reason)
      throws Exception {
    start(ANY_PORT);
    Ends ends = loggedIn();
    ends.client().send(command);
    ends.client().expect(reply);
    ends.relays("NOOP", "200 Well.");
    assertThat(registry.get("pasvport.refused").tag("reason", reason).counter().count())
        .isEqualTo(1);
  }

  @Test
  void a_network_that_is_named_for_it_may_be_pointed_to() throws Exception {
    start(ANY_PORT, "active.foreign: [127.0.0.9]");
    Ends ends = loggedIn();
    ServerSocket listener = listen("127.0.0.9");
    ScriptedServer.DataPort behind = names(ends, port("127.0.0.9", listener.getLocalPort()));
    ends.client().send("RETR f");
    Peer serverData = behind.accept();
    ends.server().expect("RETR f");
    ends.server().send("150 Here it comes.");
    Peer data = accept(listener);
    serverData.close();
    ends.server().send("226 Done.");
    data.expectEnd();
    ends.client().expect("150 Here it comes.", "226 Done.");
  }

  @Test
  void a_client_that_cannot_be_called_is_told_so_whatever_the_server_says() throws Exception {
    start(ANY_PORT);
    Ends ends = loggedIn();
    ServerSocket listener = listen(CLIENT);
    ScriptedServer.DataPort behind = names(ends, port(CLIENT, listener.getLocalPort()));
    listener.close();
    ends.client().send("RETR f");
    Peer serverData = behind.accept();
    ends.server().expect("RETR f");
    ends.server().send("150 Here it comes.");
    serverData.expectReset();
    ends.server().send("426 Broken.");
    ends.client().expect(said(Refusal.CLIENT_DATA_UNREACHABLE));
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void an_error_of_the_server_calls_no_client() throws Exception {
    start(ANY_PORT);
    Ends ends = loggedIn();
    ServerSocket listener = listen(CLIENT);
    ScriptedServer.DataPort behind = names(ends, port(CLIENT, listener.getLocalPort()));
    ends.client().send("RETR f");
    behind.accept();
    ends.server().expect("RETR f");
    ends.server().send("550 No such file.");
    ends.client().expect("550 No such file.");
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void abor_before_the_client_is_called_ends_the_transfer() throws Exception {
    start(ANY_PORT);
    Ends ends = loggedIn();
    ServerSocket listener = listen(CLIENT);
    ScriptedServer.DataPort behind = names(ends, port(CLIENT, listener.getLocalPort()));
    ends.client().send("STOR f");
    Peer serverData = behind.accept();
    ends.server().expect("STOR f");
    ends.client().send("ABOR");
    serverData.expectReset();
    ends.server().expect("ABOR");
    ends.server().send("426 Aborted.", "226 Abort done.");
    ends.client().expect("426 Aborted.", "226 Abort done.");
  }

  @Test
  void a_server_that_says_nothing_to_an_active_transfer_is_given_up() throws Exception {
    start(ANY_PORT, "timeouts.reply: 1s");
    Ends ends = loggedIn();
    ServerSocket listener = listen(CLIENT);
    ScriptedServer.DataPort behind = names(ends, port(CLIENT, listener.getLocalPort()));
    ends.client().send("RETR f");
    behind.accept();
    ends.server().expect("RETR f");
    ends.client().expect(said(Refusal.SERVER_SILENT));
    ends.client().expectEnd();
  }

  @Test
  void another_port_gives_the_former_channel_up() throws Exception {
    start(1, ANY_PORT);
    Ends ends = loggedIn();
    Channel passive = epsv(ends);
    ServerSocket listener = listen(CLIENT);
    ScriptedServer.DataPort behind = names(ends, port(CLIENT, listener.getLocalPort()));
    ends.client().send("RETR f");
    Peer serverData = behind.accept();
    ends.server().expect("RETR f");
    ends.server().send("150 Here it comes.");
    Peer clientData = accept(listener);
    serverData.close();
    ends.server().send("226 Done.");
    clientData.expectEnd();
    ends.client().expect("150 Here it comes.", "226 Done.");
    assertThat(passive.port()).isEqualTo(range().first());
  }

  @Test
  void toward_the_server_the_gateway_listens_and_takes_the_server_alone() throws Exception {
    start("server-data: active");
    Ends ends = loggedIn();
    ends.client().send("EPSV");
    int opened = namedTo(ends.server().expectStart("PORT 127,0,0,1,"));
    ends.server().send("200 PORT ok.");
    int announced = ends.client().expect229();
    ends.client().send("RETR f");
    ends.server().expect("RETR f");
    Peer clientData = connectData(CLIENT, announced);
    ends.server().send("150 Here it comes.");
    Peer serverData = connect(HOST, HOST, opened);
    serverData.write("file");
    serverData.close();
    ends.server().send("226 Done.");
    assertThat(clientData.readAll()).asString().isEqualTo("file");
    ends.client().expect("150 Here it comes.", "226 Done.");
  }

  private static int namedTo(String command) {
    String[] numbers = command.split(",", -1);
    return Integer.parseInt(numbers[4]) * 256 + Integer.parseInt(numbers[5]);
  }

  @Test
  void a_server_that_refuses_port_is_said() throws Exception {
    start("server-data: active");
    Ends ends = loggedIn();
    ends.client().send("EPSV");
    ends.server().expectStart("PORT ");
    ends.server().send("500 PORT?");
    ends.client().expect(said(Refusal.SERVER_WITHOUT_ACTIVE));
    ends.relays("NOOP", "200 Well.");
    await("port").until(() -> taken() == 0);
  }

  @Test
  void a_server_that_never_connects_is_given_up() throws Exception {
    start("server-data: active", "timeouts.data-wait: 300ms");
    Ends ends = loggedIn();
    ends.client().send("EPSV");
    ends.server().expectStart("PORT ");
    ends.server().send("200 PORT ok.");
    int announced = ends.client().expect229();
    Peer clientData = connectData(CLIENT, announced);
    await("arrival").until(() -> taken() == 0);
    ends.client().send("RETR f");
    ends.server().expect("RETR f");
    clientData.expectOver();
    ends.server().send("226 Done.");
    ends.client().expect(said(Refusal.SERVER_DATA_UNREACHABLE));
  }

  @Test
  void a_channel_that_is_never_used_leaves_no_listener() throws Exception {
    start("server-data: active");
    Ends ends = loggedIn();
    for (int i = 0; i < 3; i++) {
      ends.client().send("EPSV");
      ends.server().expectStart("PORT ");
      ends.server().send("200 PORT ok.");
      ends.client().expect229();
    }
    ends.client().close();
    ends.server().expectEnd();
  }
}
