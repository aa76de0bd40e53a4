package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.gateway.ScriptedServer.DataPort;

/** Transfers: every byte, the end of the file, and whose word counts when things go wrong. */
class SessionTransferTest extends OnLoopback {
  /** More than all buffers between server and client hold. */
  private static final int LARGE = 32 * 1024 * 1024;

  /** Writes on another thread, which ends when the other end does. */
  private static void writeAside(Peer to, byte[] bytes, boolean thenClose) {
    Thread.startVirtualThread(() -> {
      try {
        to.write(bytes);
        if (thenClose) {
          to.close();
        }
      } catch (IOException _) {
        // Cut short by what the test does.
      }
    });
  }

  @Test
  void everything_in_one_segment_is_answered_in_order() throws Exception {
    start();
    Peer client = connect(CLIENT);
    client.write("USER joe\r\nPASS x\r\nTYPE I\r\nEPSV\r\nREST 5\r\nRETR f\r\nQUIT\r\n");
    Peer server = server().accept();
    DataPort behind = server().openData();
    server.send("220 Ready.");
    server.expect("USER joe");
    server.send("331 Password?");
    server.expect("PASS x");
    server.send("230 Welcome.");
    server.expect("TYPE I");
    server.send("200 Binary.");
    server.expect("EPSV");
    server.send(behind.reply229());
    server.expect("REST 5");
    server.send("350 From there.");
    Peer serverData = behind.accept();
    server.expect("RETR f");
    client.expect("220 Ready.", "331 Password?", "230 Welcome.", "200 Binary.");
    Peer clientData = connectData(CLIENT, client.expect229());
    server.send("150 Here it comes.");
    serverData.write("rest");
    serverData.close();
    server.send("226 Done.");
    server.expect("QUIT");
    server.send("221 Goodbye.");
    server.close();
    assertThat(clientData.readAll()).asString().isEqualTo("rest");
    client.expect("350 From there.", "150 Here it comes.", "226 Done.", "221 Goodbye.");
    client.expectEnd();
  }

  @Test
  void a_large_download_arrives_byte_for_byte_and_the_226_behind_it() throws Exception {
    start();
    Ends ends = loggedIn();
    byte[] file = file(LARGE);
    Data data = begin(ends, "RETR f");
    writeAside(data.server(), file, true);
    ends.server().send("226 Done.");
    assertThat(data.client().readAll()).isEqualTo(file);
    ends.client().expect("226 Done.");
  }

  @Test
  void a_large_upload_arrives_byte_for_byte() throws Exception {
    start();
    Ends ends = loggedIn();
    byte[] file = file(LARGE);
    Data data = begin(ends, "STOR f");
    writeAside(data.client(), file, true);
    assertThat(data.server().readAll()).isEqualTo(file);
    data.server().close();
    ends.server().send("226 Done.");
    ends.client().expect("226 Done.");
  }

  @Test
  void an_empty_upload_is_an_empty_file() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "STOR f");
    data.client().close();
    data.server().expectEnd();
    ends.server().send("226 Done.");
    ends.client().expect("226 Done.");
  }

  @Test
  void the_226_may_come_before_the_data_has_ended() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("first ");
    ends.server().send("226 Done.");
    assertThat(data.client().read(6)).asString().isEqualTo("first ");
    data.server().write("second");
    data.server().close();
    assertThat(data.client().readAll()).asString().isEqualTo("second");
    ends.client().expect("226 Done.");
  }

  @Test
  void the_data_may_end_before_the_226() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("all");
    data.server().close();
    assertThat(data.client().read(3)).asString().isEqualTo("all");
    ends.relays("STAT", "211 Status.");
    ends.server().send("226 Done.");
    data.client().expectEnd();
    ends.client().expect("226 Done.");
  }

  @Test
  void a_226_without_a_150_is_good_enough() throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    ends.client().send("NLST");
    Peer serverData = channel.behind().accept();
    ends.server().expect("NLST");
    Peer clientData = connectData(CLIENT, channel.port());
    serverData.close();
    ends.server().send("226 Nothing.");
    clientData.expectEnd();
    ends.client().expect("226 Nothing.");
  }

  @Test
  void the_226_is_held_until_the_last_byte_has_left() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    writeAside(data.server(), file(LARGE), true);
    ends.server().send("226 Done.");
    // Nobody reads the data, so that it cannot leave; what the abort is answered tells the rest.
    ends.client().send("NOOP");
    ends.server().expect("NOOP");
    ends.client().send("ABOR");
    ends.server().expect("ABOR");
    ends.server().send("200 Well.", "225 Nothing to abort.");
    ends.client().expect(said(Refusal.ABORTED), "200 Well.", "225 Nothing to abort.");
    data.client().expectReset();
  }

  @Test
  void quit_in_a_transfer_lets_the_last_byte_leave_first() throws Exception {
    start();
    Ends ends = loggedIn();
    byte[] file = file(LARGE);
    Data data = begin(ends, "RETR f");
    ends.client().send("QUIT");
    ends.server().expect("QUIT");
    writeAside(data.server(), file, true);
    ends.server().send("226 Done.", "221 Goodbye.");
    ends.server().finish();
    assertThat(data.client().readAll()).isEqualTo(file);
    ends.client().expect("226 Done.", "221 Goodbye.");
    ends.client().expectEnd();
  }

  @Test
  void a_server_that_closes_behind_its_226_leaves_a_whole_file() throws Exception {
    start();
    Ends ends = loggedIn();
    byte[] file = file(LARGE);
    Data data = begin(ends, "RETR f");
    writeAside(data.server(), file, true);
    ends.server().send("226 Done.");
    ends.server().close();
    assertThat(data.client().readAll()).isEqualTo(file);
    ends.client().expect("226 Done.", said(Refusal.SERVER_GONE));
    ends.client().expectEnd();
    assertThat(refused(Refusal.SERVER_GONE)).isEqualTo(1);
  }

  @Test
  void a_421_behind_the_226_comes_behind_the_last_byte() throws Exception {
    start();
    Ends ends = loggedIn();
    byte[] file = file(LARGE);
    Data data = begin(ends, "RETR f");
    writeAside(data.server(), file, true);
    ends.server().send("226 Done.", "421 Shutting down.");
    ends.server().close();
    assertThat(data.client().readAll()).isEqualTo(file);
    ends.client().expect("226 Done.", "421 Shutting down.");
    ends.client().expectEnd();
  }

  @Test
  void an_error_instead_of_150_closes_the_clients_data_connection() throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    Peer clientData = connectData(CLIENT, channel.port());
    await("arrival").until(() -> taken() == 0);
    ends.client().send("RETR f");
    Peer serverData = channel.behind().accept();
    ends.server().expect("RETR f");
    ends.server().send("550 No such file.");
    ends.client().expect("550 No such file.");
    clientData.expectOver();
    serverData.expectOver();
    begin(ends, "RETR g").server().close();
    ends.server().send("226 Done.");
    ends.client().expect("226 Done.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RETR f", "STOR f"})
  void an_error_instead_of_150_before_the_client_has_connected_is_relayed_at_once(String command)
      throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    ends.client().send(command);
    Peer serverData = channel.behind().accept();
    ends.server().expect(command);
    ends.server().send("553 Not allowed.");
    ends.client().expect("553 Not allowed.");
    serverData.expectOver();
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void an_error_behind_150_before_the_client_has_connected_is_relayed_at_once() throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    ends.client().send("RETR f");
    Peer serverData = channel.behind().accept();
    ends.server().expect("RETR f");
    ends.server().send("150 Here it comes.", "451 Disk error.");
    ends.client().expect("150 Here it comes.", "451 Disk error.");
    serverData.expectOver();
  }

  @Test
  void an_error_in_mid_download_resets_the_client_behind_what_was_sent() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("half");
    assertThat(data.client().read(4)).asString().isEqualTo("half");
    data.server().close();
    ends.server().send("451 Disk error.");
    data.client().expectReset();
    ends.client().expect("451 Disk error.");
  }

  @Test
  void an_error_in_mid_upload_resets_the_client() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "STOR f");
    data.client().write("half");
    assertThat(data.server().read(4)).asString().isEqualTo("half");
    data.server().close();
    ends.server().send("552 Disk full.");
    data.client().expectReset();
    ends.client().expect("552 Disk full.");
  }

  @Test
  void a_server_that_dies_in_mid_download_never_leaves_a_clean_end() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("half");
    assertThat(data.client().read(4)).asString().isEqualTo("half");
    // As when a process dies: the system closes its connections in order.
    data.server().close();
    ends.server().close();
    data.client().expectReset();
    ends.client().expect(said(Refusal.SERVER_GONE));
    ends.client().expectEnd();
  }

  @Test
  void a_server_that_dies_in_mid_upload_is_said_and_the_client_reset() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "STOR f");
    data.client().write("half");
    data.server().reset();
    ends.server().reset();
    data.client().expectReset();
    assertThat(ends.client().line()).startsWith("4");
  }

  @Test
  void a_reset_of_the_servers_data_connection_becomes_one_and_a_226_is_not_believed()
      throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("half");
    assertThat(data.client().read(4)).asString().isEqualTo("half");
    data.server().reset();
    data.client().expectReset();
    ends.server().send("226 Done.");
    ends.client().expect(said(Refusal.SERVER_DATA_LOST));
    assertThat(refused(Refusal.SERVER_DATA_LOST)).isEqualTo(1);
    ends.relays("NOOP", "200 Well.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"426 Broken.", "226 Done."})
  void a_client_that_resets_in_mid_upload_is_passed_on_as_a_reset(String word) throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "STOR f");
    data.client().write("half");
    assertThat(data.server().read(4)).asString().isEqualTo("half");
    data.client().reset();
    data.server().expectReset();
    ends.server().send(word);
    ends.client().expect(word.startsWith("4") ? word : said(Refusal.CLIENT_DATA_LOST));
    ends.relays("NOOP", "200 Well.");
    assertThat(refused(Refusal.CLIENT_DATA_LOST)).isEqualTo(1);
  }

  @Test
  void a_client_that_vanishes_in_mid_upload_is_passed_on_as_a_reset() throws Exception {
    start();
    for (int i = 0; i < 20; i++) {
      Ends ends = loggedIn();
      Data data = begin(ends, "STOR f");
      data.client().write("half");
      assertThat(data.server().read(4)).asString().isEqualTo("half");
      // As when a process dies: the system closes its connections in order.
      ends.client().close();
      data.client().close();
      data.server().expectReset();
      ends.server().expectEnd();
    }
  }

  @Test
  void a_client_that_vanishes_in_mid_download_leaves_nothing_behind() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("half");
    ends.client().reset();
    data.server().expectReset();
    ends.server().expectEnd();
    assertThat(refused(Refusal.CLIENT_GONE)).isEqualTo(1);
  }

  @Test
  void a_client_that_closes_its_data_connection_in_mid_download_is_passed_on() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("half");
    data.client().read(2);
    data.client().close();
    assertThatThrownBy(() -> data.server().write(file(LARGE))).isInstanceOf(IOException.class);
    ends.server().send("426 Broken.");
    ends.client().expect("426 Broken.");
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void a_client_that_leaves_behind_its_upload_does_not_undo_it() throws Exception {
    start();
    Ends ends = loggedIn();
    byte[] file = file(64 * 1024);
    Data data = begin(ends, "STOR f");
    data.client().write(file);
    data.client().close();
    // The end has been passed on, and the server has not read a byte.
    await("the end of the upload").until(data.server()::otherEndHasFinished);
    ends.client().close();
    ends.server().expectEnd();
    assertThat(data.server().readAll()).isEqualTo(file);
  }

  @Test
  void without_a_clients_data_connection_a_226_is_not_believed() throws Exception {
    start("timeouts.data-wait: 300ms");
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    ends.client().send("RETR f");
    Peer serverData = channel.behind().accept();
    ends.server().expect("RETR f");
    serverData.close();
    ends.server().send("226 Done.");
    ends.client().expect(said(Refusal.NO_DATA_CONNECTION));
    assertThat(refused(Refusal.NO_DATA_CONNECTION)).isEqualTo(1);
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void a_client_that_never_connects_ends_the_servers_waiting() throws Exception {
    start("timeouts.data-wait: 300ms");
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    ends.client().send("STOR f");
    Peer serverData = channel.behind().accept();
    ends.server().expect("STOR f");
    ends.server().send("150 Give.");
    serverData.expectReset();
    ends.server().send("426 Broken.");
    ends.client().expect("150 Give.", "426 Broken.");
  }

  @Test
  void many_whose_time_is_up_at_one_moment_do_not_keep_one_another_from_ending() throws Exception {
    int many = 16 * Runtime.getRuntime().availableProcessors();
    start(many, "timeouts.data-wait: 2s");
    List<Ends> all = new ArrayList<>();
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      all.add(loggedIn());
    }
    for (Ends ends : all) {
      channels.add(epsv(ends));
    }
    for (Ends ends : all) {
      ends.client().send("RETR f");
    }
    for (int i = 0; i < many; i++) {
      Peer serverData = channels.get(i).behind().accept();
      all.get(i).server().expect("RETR f");
      serverData.expectReset();
      all.get(i).server().send("426 Broken.");
      all.get(i).client().expect("426 Broken.");
    }
  }

  @Test
  void a_data_port_of_the_server_that_does_not_answer_is_said_and_no_command_sent()
      throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    channel.behind().close();
    Peer clientData = connectData(CLIENT, channel.port());
    ends.client().send("STOR f");
    ends.client().expect(said(Refusal.SERVER_DATA_UNREACHABLE));
    clientData.expectOver();
    ends.relays("NOOP", "200 Well.");
    assertThat(refused(Refusal.SERVER_DATA_UNREACHABLE)).isEqualTo(1);
  }

  @Test
  void a_transfer_in_which_nothing_moves_is_cut() throws Exception {
    start("timeouts.stall: 100ms");
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("half");
    data.client().expectReset();
    data.server().expectReset();
    ends.server().send("226 Done.");
    ends.client().expect(said(Refusal.STALLED));
  }

  @Test
  void a_server_that_is_silent_behind_the_data_is_given_up() throws Exception {
    start("timeouts.reply: 1s");
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().close();
    ends.client().expect(said(Refusal.SERVER_SILENT));
    data.client().expectReset();
  }

  @Test
  void a_server_that_is_silent_behind_an_upload_is_given_up() throws Exception {
    start("timeouts.reply: 1s");
    Ends ends = loggedIn();
    Data data = begin(ends, "STOR f");
    data.client().close();
    data.server().expectEnd();
    ends.client().expect(said(Refusal.SERVER_SILENT));
  }

  @Test
  void noop_in_a_transfer_goes_to_the_server_and_is_answered_behind_it() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    ends.client().send("NOOP", "CWD d");
    ends.server().expect("NOOP");
    data.server().close();
    ends.server().send("226 Done.", "200 Well.");
    data.client().expectEnd();
    ends.client().expect("226 Done.", "200 Well.");
    ends.server().expect("CWD d");
    ends.server().send("250 There.");
    ends.client().expect("250 There.");
  }

  @Test
  void a_noop_that_the_server_answers_at_once_is_not_the_end_of_the_transfer() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    ends.client().send("NOOP");
    ends.server().expect("NOOP");
    ends.server().send("200 Well.");
    ends.client().expect("200 Well.");
    data.server().write("half");
    data.server().close();
    ends.server().send("451 Disk error.");
    data.client().expectReset();
    ends.client().expect("451 Disk error.");
  }

  @Test
  void stat_in_a_transfer_is_answered_at_once_or_behind_it() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "STOR f");
    ends.relays("STAT", "211-Status", " moving", "211 End");
    ends.client().send("STAT");
    ends.server().expect("STAT");
    data.client().close();
    data.server().expectEnd();
    ends.server().send("226 Done.", "211 Status.");
    ends.client().expect("226 Done.", "211 Status.");
  }

  @Test
  void a_421_in_mid_transfer_cuts_it() throws Exception {
    start();
    Ends down = loggedIn();
    Data download = begin(down, "RETR f");
    download.server().write("half");
    download.client().read(4);
    download.server().close();
    down.server().send("421 Shutting down.");
    download.client().expectReset();
    down.client().expect("421 Shutting down.");
    down.client().expectEnd();

    Ends up = loggedIn();
    Data upload = begin(up, "STOR f");
    upload.client().write("half");
    upload.server().read(4);
    up.server().send("421 Shutting down.");
    upload.server().expectReset();
    upload.client().expectReset();
    up.client().expect("421 Shutting down.");
    up.client().expectEnd();
  }

  @Test
  void a_client_that_half_closes_in_an_upload_has_it_cut() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "STOR f");
    data.client().write("half");
    data.server().read(4);
    ends.client().finish();
    data.server().expectReset();
  }

  @Test
  void data_of_two_sessions_of_one_address_is_not_mixed() throws Exception {
    start(2);
    Ends one = loggedIn();
    Ends two = loggedIn();
    Data ofOne = begin(one, "RETR f");
    Data ofTwo = begin(two, "STOR f");
    ofOne.server().write("one");
    ofTwo.client().write("two");
    ofOne.server().close();
    ofTwo.client().close();
    one.server().send("226 Done.");
    assertThat(ofOne.client().readAll()).asString().isEqualTo("one");
    assertThat(ofTwo.server().readAll()).asString().isEqualTo("two");
    two.server().send("226 Done.");
    one.client().expect("226 Done.");
    two.client().expect("226 Done.");
  }
}
