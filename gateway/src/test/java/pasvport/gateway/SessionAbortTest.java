package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ABOR in its forms and at its moments. */
class SessionAbortTest extends OnLoopback {
  private static final String IP = "\u00ff\u00f4";
  private static final int IAC = 0xff;
  private static final int DM = 0xf2;

  @Test
  void abor_in_mid_download_resets_both_and_both_replies_are_relayed() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("half");
    data.client().read(4);
    ends.client().send("ABOR");
    data.client().expectReset();
    data.server().expectReset();
    ends.server().expect("ABOR");
    ends.server().send("426 Aborted.", "226 Abort done.");
    ends.client().expect("426 Aborted.", "226 Abort done.");
    ends.relays("NOOP", "200 Well.");
  }

  /** Pure-FTPd counts what it has sent under the code that it had before, and says no 426. */
  @Test
  void a_server_that_says_150_again_has_ended_the_aborted_transfer() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("half");
    data.client().read(4);
    ends.client().send("ABOR");
    data.client().expectReset();
    data.server().expectReset();
    ends.server().expect("ABOR");
    ends.server().send("150 0.001 seconds", "226 Abort done.");
    ends.client().expect("426 Transfer aborted.", "226 Abort done.");
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void a_server_that_says_150_again_has_ended_the_transfer_that_the_client_broke()
      throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("half");
    data.client().read(4);
    data.client().reset();
    // Until the gateway writes to it, it does not know.
    data.server().write("more");
    data.server().expectReset();
    ends.server().send("150 0.001 seconds");
    ends.client().expect("426 Transfer aborted.");
    ends.relays("NOOP", "200 Well.");
  }

  @Test
  void abor_in_mid_upload_resets_the_server() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "STOR f");
    data.client().write("half");
    data.server().read(4);
    ends.client().send("ABOR");
    data.server().expectReset();
    ends.server().expect("ABOR");
    ends.server().send("426 Aborted.", "226 Abort done.");
    ends.client().expect("426 Aborted.", "226 Abort done.");
    data.client().expectReset();
  }

  @Test
  void abor_with_telnet_and_an_urgent_byte_is_heard() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    data.server().write("half");
    data.client().read(4);
    ends.client().write(IP);
    ends.client().writeUrgent(IAC);
    ends.client().writeUrgent(DM);
    ends.client().write("ABOR\r\n");
    data.client().expectReset();
    ends.server().expect("ABOR");
    ends.server().send("426 Aborted.", "226 Abort done.");
    ends.client().expect("426 Aborted.", "226 Abort done.");
  }

  @Test
  void abor_before_the_client_has_connected_ends_the_waiting() throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    ends.client().send("STOR f");
    Peer serverData = channel.behind().accept();
    ends.server().expect("STOR f");
    ends.server().send("150 Give.");
    ends.client().expect("150 Give.");
    ends.client().send("ABOR");
    serverData.expectReset();
    ends.server().expect("ABOR");
    ends.server().send("426 Aborted.", "226 Abort done.");
    ends.client().expect("426 Aborted.", "226 Abort done.");
  }

  @Test
  void abor_behind_other_commands_overtakes_them() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends, "RETR f");
    ends.client().send("CWD d", "PWD", "ABOR");
    data.server().expectReset();
    ends.server().expect("ABOR");
    ends.server().send("426 Aborted.", "226 Abort done.");
    ends.server().expect("CWD d", "PWD");
    ends.server().send("250 There.", "257 \"d\"");
    ends.client().expect("426 Aborted.", "226 Abort done.", "250 There.", "257 \"d\"");
    data.client().expectReset();
  }

  @Test
  void abor_in_one_segment_with_its_transfer_is_heard_at_once() throws Exception {
    start();
    Ends ends = loggedIn();
    for (int i = 0; i < 20; i++) {
      epsv(ends);
      ends.client().write("STOR f\r\nABOR\r\nNOOP\r\n");
      // Whether the server has the command by then is a matter of microseconds.
      String heard = ends.server().line();
      if (heard.equals("STOR f")) {
        ends.server().expect("ABOR");
        ends.server().send("426 Aborted.", "226 Abort done.");
        ends.client().expect("426 Aborted.", "226 Abort done.");
        heard = ends.server().line();
      } else {
        ends.client().expect(said(Refusal.ABORTED), "226 Abort successful.");
      }
      assertThat(heard).isEqualTo("NOOP");
      ends.server().send("200 Well.");
      ends.client().expect("200 Well.");
    }
  }

  @Test
  void abor_while_waiting_for_a_port_ends_the_waiting() throws Exception {
    start(1);
    Ends first = loggedIn();
    Channel channel = epsv(first);
    Ends second = loggedIn();
    second.client().send("EPSV");
    await("line").until(() -> waiting() == 1);
    second.client().send("ABOR");
    second.client().expect("425 No data connection: aborted while waiting for a port.");
    second.server().expect("ABOR");
    second.server().send("225 Nothing to abort.");
    second.client().expect("225 Nothing to abort.");
    assertThat(waiting()).isZero();
    connectData(CLIENT, channel.port());
    await("arrival").until(() -> taken() == 0);
  }

  @Test
  void abor_without_a_transfer_is_relayed() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.relays("ABOR", "226 Nothing to abort.");
    epsv(ends);
    ends.relays("ABOR", "225 Nothing to abort.");
  }

  @Test
  void a_transfer_aborted_before_its_command_never_reaches_the_server() throws Exception {
    start();
    Ends ends = loggedIn();
    try (FullPort full = new FullPort()) {
      ends.client().send("EPSV");
      ends.server().expect("EPSV");
      ends.server().send("229 Entering Extended Passive Mode (|||" + full.port() + "|)");
      int port = ends.client().expect229();
      ends.client().send("STOR f");
      Peer clientData = connectData(CLIENT, port);
      await("arrival").until(() -> taken() == 0);
      ends.client().send("ABOR");
      ends.client().expect(said(Refusal.ABORTED), "226 Abort successful.");
      clientData.expectOver();
      ends.relays("NOOP", "200 Well.");
    }
  }

  /**
   * A listening port whose backlog is full, so that a connection to it neither fails nor stands.
   */
  private static final class FullPort implements Closeable {
    private static final InetAddress HOST = InetAddress.ofLiteral(OnLoopback.HOST);

    private static final int MORE_THAN_FIT = 8;

    private final ServerSocket listener = new ServerSocket();
    private final List<SocketChannel> waiting = new ArrayList<>();

    FullPort() throws IOException {
      listener.bind(new InetSocketAddress(HOST, 0), 1);
      for (int i = 0; i < MORE_THAN_FIT; i++) {
        SocketChannel next = SocketChannel.open();
        waiting.add(next);
        next.configureBlocking(false);
        next.connect(new InetSocketAddress(HOST, port()));
      }
    }

    int port() {
      return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel each : waiting) {
        each.close();
      }
      listener.close();
    }
  }

  @Test
  void an_upload_aborted_at_its_very_end_is_never_taken_for_a_whole_file() throws Exception {
    start();
    Ends ends = loggedIn();
    for (int i = 0; i < 100; i++) {
      Data data = begin(ends, "STOR f");
      data.client().write("half");
      data.server().read(4);
      ends.client().send("ABOR");
      data.client().close();
      data.server().expectReset();
      ends.server().expect("ABOR");
      ends.server().send("426 Aborted.", "226 Abort done.");
      ends.client().expect("426 Aborted.", "226 Abort done.");
    }
  }
}
