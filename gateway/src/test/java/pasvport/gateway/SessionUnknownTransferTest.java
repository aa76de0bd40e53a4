package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Verbs that the gateway does not know, and that move data nevertheless. */
class SessionUnknownTransferTest extends OnLoopback {
  /** The verb is with the server, which has begun; the client is connected. */
  private Data begin(Ends ends) throws Exception {
    Channel channel = epsv(ends);
    ends.client().send("XFER f");
    ends.server().expect("XFER f");
    ends.server().send("150 Here it comes.");
    ends.client().expect("150 Here it comes.");
    Peer behind = channel.behind().accept();
    return new Data(connectData(CLIENT, channel.port()), behind);
  }

  @Test
  void bytes_of_the_server_go_to_the_client() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends);
    data.server().write("file");
    data.server().close();
    ends.server().send("226 Done.");
    assertThat(data.client().readAll()).asString().isEqualTo("file");
    ends.client().expect("226 Done.");
  }

  @Test
  void bytes_of_the_client_go_to_the_server() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends);
    data.client().write("file");
    data.client().close();
    assertThat(data.server().readAll()).asString().isEqualTo("file");
    ends.server().send("226 Done.");
    ends.client().expect("226 Done.");
  }

  @Test
  void abor_before_anybody_has_sent_a_byte_ends_it() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends);
    ends.client().send("ABOR");
    ends.server().expect("ABOR");
    data.server().expectReset();
    ends.server().send("426 Aborted.", "226 Abort done.");
    ends.client().expect("426 Aborted.", "226 Abort done.");
    data.client().expectReset();
  }

  @Test
  void a_client_that_vanishes_in_its_upload_is_passed_on_as_a_reset() throws Exception {
    start();
    Ends ends = loggedIn();
    Data data = begin(ends);
    data.client().write("half");
    assertThat(data.server().read(4)).asString().isEqualTo("half");
    ends.client().close();
    data.client().close();
    data.server().expectReset();
  }

  @Test
  void without_a_channel_a_1yz_is_only_a_reply() throws Exception {
    start();
    Ends ends = loggedIn();
    ends.relays("XLONG", "150 Wait.");
    ends.server().send("250 Done.");
    ends.client().expect("250 Done.");
  }

  @Test
  void an_answer_without_1yz_leaves_the_channel_as_it_is() throws Exception {
    start();
    Ends ends = loggedIn();
    Channel channel = epsv(ends);
    ends.relays("SITE HELP", "214 Nothing.");
    ends.client().send("RETR f");
    Peer behind = channel.behind().accept();
    ends.server().expect("RETR f");
    Peer data = connectData(CLIENT, channel.port());
    ends.server().send("150 Here it comes.");
    behind.close();
    ends.server().send("226 Done.");
    data.expectEnd();
    ends.client().expect("150 Here it comes.", "226 Done.");
  }
}
