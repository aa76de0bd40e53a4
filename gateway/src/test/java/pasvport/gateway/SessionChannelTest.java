package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.gateway.ScriptedServer.DataPort;

/** How a session's data channel comes about: PASV, EPSV, ports, addresses, waiting. */
class SessionChannelTest extends OnLoopback {
  private static final String FILE = "what the file holds";

  /** Downloads a short file through a channel that has been announced. */
  private void downloads(Ends ends, int port, DataPort behind) throws Exception {
    ends.client().send("RETR f");
    Peer serverData = behind.accept();
    ends.server().expect("RETR f");
    Peer clientData = connectData(ends.client().address().getHostAddress(), port);
    ends.server().send("150 Here it comes.");
    serverData.write(FILE);
    serverData.close();
    ends.server().send("226 Done.");
    assertThat(clientData.readAll()).asString().isEqualTo(FILE);
    ends.client().expect("150 Here it comes.", "226 Done.");
  }

  private static int portOf(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1));
  }

  @Test
  void epsv_names_a_port_of_the_range_that_leads_to_the_servers() throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    assertThat(range().contains(channel.port())).isTrue();
    downloads(ends, channel.port(), channel.behind());
  }

  @Test
  void pasv_names_the_address_that_the_client_reached() throws Exception {
    start();
    Ends ends = loggedIn();
    DataPort behind = server().openData();
    ends.client().send("PASV");
    ends.server().expect("EPSV");
    ends.server().send(behind.reply229());
    String address = ends.client().expect227();
    assertThat(address).startsWith("127.0.0.1:");
    assertThat(range().contains(portOf(address))).isTrue();
    downloads(ends, portOf(address), behind);
  }

  @Test
  void each_clients_network_is_told_its_address_and_the_shifted_port() throws Exception {
    start(
        1,
        "passive.port-shift: -1000",
        "passive.address: 198.51.100.4",
        "passive.address-for: [{clients: [127.0.0.2], address: 10.0.0.1},"
            + " {clients: [127.0.0.3], address: same-as-control}]");
    int announced = range().first() - 1000;
    assertThat(announcedTo("127.0.0.2")).isEqualTo("10.0.0.1:" + announced);
    assertThat(announcedTo("127.0.0.3")).isEqualTo("127.0.0.1:" + announced);
    assertThat(announcedTo("127.0.0.4")).isEqualTo("198.51.100.4:" + announced);
    Ends ends = loggedIn("127.0.0.5");
    assertThat(epsv(ends).port()).isEqualTo(announced);
  }

  private String announcedTo(String client) throws Exception {
    Ends ends = loggedIn(client);
    DataPort behind = server().openData();
    ends.client().send("PASV");
    ends.server().expect("EPSV");
    ends.server().send(behind.reply229());
    String address = ends.client().expect227();
    downloads(ends, range().first(), behind);
    return address;
  }

  @Test
  void an_advertised_address_that_is_not_known_is_said_and_epsv_goes_on() throws Exception {
    start("passive.address: nobody.invalid");
    Ends ends = loggedIn();
    ends.client().send("PASV");
    ends.client().expect(said(Refusal.ADVERTISED_ADDRESS_UNKNOWN));
    epsv(ends);
  }

  @ParameterizedTest
  @ValueSource(strings = {"500 EPSV?", "502 Not implemented.", "522 Use PASV."})
  void a_server_without_epsv_is_asked_with_pasv_and_that_is_remembered(String refusal)
      throws Exception {
    start();
    Ends ends = loggedIn();
    DataPort behind = server().openData();
    ends.client().send("EPSV");
    ends.server().expect("EPSV");
    ends.server().send(refusal);
    ends.server().expect("PASV");
    ends.server().send(behind.reply227("127.0.0.1"));
    downloads(ends, ends.client().expect229(), behind);

    Ends next = loggedIn("127.0.0.2");
    DataPort nextBehind = server().openData();
    next.client().send("EPSV");
    next.server().expect("PASV");
    next.server().send(nextBehind.reply227("127.0.0.1"));
    downloads(next, next.client().expect229(), nextBehind);
  }

  @Test
  void the_address_in_a_227_is_not_believed() throws Exception {
    start();
    Ends ends = loggedIn();
    DataPort behind = server().openData();
    ends.client().send("EPSV");
    ends.server().expect("EPSV");
    ends.server().send("500 EPSV?");
    ends.server().expect("PASV");
    ends.server().send(behind.reply227("192.0.2.1"));
    downloads(ends, ends.client().expect229(), behind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "229 Entering (|||1023|);425 The FTP server named a privileged port.;"
            + "server-port-below-1024",
        "227 Entering (127,0,0,1,0,22).;425 The FTP server named a privileged port.;"
            + "server-port-below-1024",
        "229 Entering Extended Passive Mode;425 The FTP server named no data port.;"
            + "server-port-unreadable",
        "229 Entering (|||99999|);425 The FTP server named no data port.;server-port-unreadable",
        "200 Sure.;425 The FTP server named no data port.;server-port-unreadable",
        "425 Cannot listen.;425 The FTP server offers no passive data connection.;"
            + "server-without-passive",
        "550 Not you.;425 The FTP server offers no passive data connection.;"
            + "server-without-passive"
      })
  void a_server_that_names_no_port_is_said_and_the_session_goes_on(
      String answer, String reply, String reason) throws Exception {
    start(1);
    Ends ends = loggedIn();
    ends.client().send("EPSV");
    ends.server().expect("EPSV");
    ends.server().send(answer);
    ends.client().expect(reply);
    assertThat(registry.get("pasvport.refused").tag("reason", reason).counter().count())
        .isEqualTo(1);
    await("port").until(() -> taken() == 0);
    Channel channel = epsv(ends);
    downloads(ends, channel.port(), channel.behind());
  }

  @Test
  void a_server_that_knows_neither_epsv_nor_pasv_is_said() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("EPSV");
    ends.server().expect("EPSV");
    ends.server().send("500 EPSV?");
    ends.server().expect("PASV");
    ends.server().send("500 PASV?");
    ends.client().expect(said(Refusal.SERVER_WITHOUT_PASSIVE));
    ends.relays("NOOP", "200 Well.");
    await("port").until(() -> taken() == 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "EPSV 2;522 Network protocol not supported here, use (1).",
        "EPSV 3;522 Network protocol not supported here, use (1).",
        "EPSV please;501 EPSV takes nothing, 1, 2 or ALL."
      })
  void epsv_with_another_argument_is_refused(String command, String reply) throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send(command);
    ends.client().expect(reply);
    ends.client().send("EPSV 1");
    ends.server().expect("EPSV");
    ends.server().send(server().openData().reply229());
    ends.client().expect229();
  }

  @Test
  void an_ipv6_client_gets_epsv_and_is_told_that_pasv_cannot_be() throws Exception {
    start("listen: [\"[::1]:PORT\"]");
    Peer client = connect("::1", "::1", port());
    Peer server = server().accept();
    server.send("220 Ready.");
    client.expect("220 Ready.");
    Ends ends = new Ends(client, server);
    ends.relays("USER anonymous", "230 Come in.");
    client.send("PASV");
    client.expect(said(Refusal.PASV_OVER_IPV6));
    client.send("EPSV 1");
    client.expect("522 Network protocol not supported here, use (2).");
    DataPort behind = server().openData();
    client.send("EPSV 2");
    server.expect("EPSV");
    server.send(behind.reply229());
    int announced = client.expect229();
    client.send("LIST");
    Peer serverData = behind.accept();
    server.expect("LIST");
    Peer clientData = connect("::1", "::1", announced);
    server.send("150 Here it comes.");
    serverData.close();
    server.send("226 Done.");
    clientData.expectEnd();
    client.expect("150 Here it comes.", "226 Done.");
  }

  @Test
  void after_epsv_all_nothing_else_sets_up_a_channel() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send("EPSV ALL");
    ends.client().expect("200 EPSV ALL ok.");
    for (String command : List.of("PASV", "PORT 127,0,0,1,9,9", "EPRT |1|127.0.0.1|9999|")) {
      ends.client().send(command);
      ends.client().expect(said(Refusal.EPSV_ALL_IN_FORCE));
    }
    Channel channel = epsv(ends);
    downloads(ends, channel.port(), channel.behind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RETR f", "STOR f", "STOU", "APPE f", "LIST", "NLST", "MLSD"})
  void a_transfer_without_a_channel_never_reaches_the_server(String command) throws Exception {
    start();
    Ends ends = loggedIn();
    ends.client().send(command);
    ends.client().expect(said(Refusal.NO_DATA_CHANNEL));
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void a_channel_serves_one_transfer() throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    downloads(ends, channel.port(), channel.behind());
    ends.client().send("RETR f");
    ends.client().expect(said(Refusal.NO_DATA_CHANNEL));
  }

  @Test
  void a_client_may_connect_before_its_command() throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    Peer clientData = connectData(CLIENT, channel.port());
    clientData.write("early");
    clientData.close();
    ends.client().send("STOR f");
    Peer serverData = channel.behind().accept();
    ends.server().expect("STOR f");
    ends.server().send("150 Give.");
    assertThat(serverData.readAll()).asString().isEqualTo("early");
    ends.server().send("226 Done.");
    ends.client().expect("150 Give.", "226 Done.");
  }

  @Test
  void another_epsv_gives_the_former_channel_up() throws Exception {
    start("timeouts.quarantine: 30s");
    Ends ends = loggedIn();
    Channel former = epsv(ends);
    Peer came = connectData(CLIENT, former.port());
    awaitArrival();
    Channel second = epsv(ends);
    came.expectEnd();
    Channel third = epsv(ends);
    assertThat(third.port()).isNotEqualTo(second.port());
    expectReset(CLIENT, second.port());
    awaitRefused(Refusal.LATE_CONNECTION, 1);
    downloads(ends, third.port(), third.behind());
  }

  /** Once the one connection has come, its pair is free. */
  private void awaitArrival() {
    await("arrival").until(() -> taken() == 0);
  }

  @Test
  void a_channel_that_the_client_does_not_use_is_given_up() throws Exception {
    start(1, "timeouts.data-wait: 200ms");
    Ends ends = loggedIn();
    epsv(ends);
    awaitRefused(Refusal.NO_DATA_CONNECTION, 1);
    ends.client().send("RETR f");
    ends.client().expect(said(Refusal.NO_DATA_CHANNEL));
    await("quarantine").until(() -> taken() == 0);
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void a_session_waits_for_a_port_and_gets_it_when_another_is_done() throws Exception {
    start(1);
    Ends first = loggedIn();
    Ends second = loggedIn();
    Channel channel = epsv(first);
    second.client().send("EPSV", "NOOP");
    await("line").until(() -> waiting() == 1);
    Peer arrived = connectData(CLIENT, channel.port());
    DataPort behind = server().openData();
    second.server().expect("EPSV");
    second.server().send(behind.reply229());
    int port = second.client().expect229();
    second.server().expect("NOOP");
    second.server().send("200 Well.");
    second.client().expect("200 Well.");
    downloads(second, port, behind);
    arrived.close();
  }

  @Test
  void sessions_of_other_addresses_do_not_wait() throws Exception {
    start(1);
    List<Ends> all = new ArrayList<>();
    List<Channel> channels = new ArrayList<>();
    for (int i = 2; i < 12; i++) {
      Ends ends = loggedIn("127.0.0." + i);
      all.add(ends);
      channels.add(epsv(ends));
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      downloads(all.get(i), range().first(), channels.get(i).behind());
    }
  }

  @Test
  void the_line_for_ports_is_bounded() throws Exception {
    start(1, "passive.queue: 1");
    Ends first = loggedIn();
    Channel channel = epsv(first);
    Ends second = loggedIn();
    second.client().send("EPSV");
    await("line").until(() -> waiting() == 1);
    Ends third = loggedIn();
    third.client().send("PASV");
    third.client().expect(said(Refusal.PASSIVE_QUEUE_FULL));
    assertThat(refused(Refusal.PASSIVE_QUEUE_FULL)).isEqualTo(1);
    downloads(first, channel.port(), channel.behind());
    second.server().expect("EPSV");
  }

  @Test
  void waiting_for_a_port_ends_with_425() throws Exception {
    start(1, "timeouts.queue-wait: 100ms");
    Ends first = loggedIn();
    Channel channel = epsv(first);
    Ends second = loggedIn();
    second.client().send("EPSV", "NOOP");
    second.client().expect(said(Refusal.PASSIVE_QUEUE_TIMEOUT));
    second.server().expect("NOOP");
    second.server().send("200 Well.");
    second.client().expect("200 Well.");
    assertThat(refused(Refusal.PASSIVE_QUEUE_TIMEOUT)).isEqualTo(1);
    downloads(first, channel.port(), channel.behind());
  }

  @Test
  void a_client_that_vanishes_from_the_line_makes_room() throws Exception {
    start(1);
    Ends first = loggedIn();
    Channel channel = epsv(first);
    Ends second = loggedIn();
    second.client().send("EPSV");
    await("line").until(() -> waiting() == 1);
    second.client().close();
    second.server().expectEnd();
    assertThat(waiting()).isZero();
    downloads(first, channel.port(), channel.behind());
  }

  @Test
  void a_client_that_vanishes_while_the_server_is_asked_gives_its_port_back() throws Exception {
    start(1, "timeouts.quarantine: 30s");
    Ends first = loggedIn();
    first.client().send("EPSV");
    first.server().expect("EPSV");
    assertThat(taken()).isEqualTo(1);
    first.client().reset();
    first.server().expectEnd();
    await("port").until(() -> taken() == 0);
  }

  @Test
  void a_session_that_ends_leaves_its_port_to_nobody_until_the_quarantine_is_over()
      throws Exception {
    start(1, "timeouts.quarantine: 30s");
    Ends first = loggedIn();
    Channel channel = epsv(first);
    first.relays("QUIT", "221 Goodbye.");
    first.client().expectEnd();
    Ends second = loggedIn();
    second.client().send("EPSV");
    await("line").until(() -> waiting() == 1);
    expectReset(CLIENT, channel.port());
    second.server().expect("EPSV");
    DataPort behind = server().openData();
    second.server().send(behind.reply229());
    downloads(second, second.client().expect229(), behind);
    awaitRefused(Refusal.LATE_CONNECTION, 1);
  }
}
