package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a gateway starts, drains and ends. */
class GatewayTest extends OnLoopback {
  private CompletableFuture<Void> drain() {
    return CompletableFuture.runAsync(() -> {
      try {
        gateway().drain();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Test
  void draining_ends_idle_sessions_and_turns_new_ones_away() throws Exception {
    start("timeouts.drain: 10s");
    Ends idle = loggedIn("127.0.0.2");
    Ends busy = loggedIn("127.0.0.3");
    Data data = begin(busy, "RETR f");
    CompletableFuture<Void> drained = drain();
    idle.client().expect(said(Refusal.DRAINING));
    idle.client().expectEnd();
    idle.server().expectEnd();

    Peer late = connect("127.0.0.4");
    late.expect(said(Refusal.DRAINING));
    late.expectEnd();

    data.server().write("rest");
    data.server().close();
    busy.server().send("226 Done.");
    assertThat(data.client().readAll()).asString().isEqualTo("rest");
    busy.client().expect("226 Done.", said(Refusal.DRAINING));
    busy.client().close();
    idle.client().close();
    drained.join();
    assertThat(gateway().sessions()).isZero();
    assertThat(refused(Refusal.DRAINING)).isEqualTo(3);
  }

  @Test
  void a_session_that_waits_for_an_answer_gets_it_before_it_is_drained() throws Exception {
    start("timeouts.drain: 10s");
    Ends idle = loggedIn("127.0.0.2");
    Ends ends = loggedIn("127.0.0.3");
    ends.client().send("SYST");
    ends.server().expect("SYST");
    CompletableFuture<Void> drained = drain();
    idle.client().expect(said(Refusal.DRAINING));
    idle.client().close();
    ends.server().send("215 UNIX");
    ends.client().expect("215 UNIX", said(Refusal.DRAINING));
    ends.client().close();
    drained.join();
  }

  @Test
  void a_transfer_that_does_not_end_in_time_is_cut_with_421() throws Exception {
    start("timeouts.drain: 100ms");
    Ends ends = loggedIn();
    Data data = begin(ends, "STOR f");
    data.client().write("half");
    data.server().read(4);
    CompletableFuture<Void> drained = drain();
    data.server().expectReset();
    data.client().expectReset();
    ends.client().expect(said(Refusal.DRAINING));
    ends.client().expectEnd();
    ends.client().close();
    drained.join();
  }

  @Test
  void closing_ends_what_draining_has_not() throws Exception {
    start("timeouts.quarantine: 30s");
    Ends gone = loggedIn("127.0.0.6");
    epsv(gone);
    gone.client().close();
    gone.server().expectEnd();
    Ends idle = loggedIn("127.0.0.2");
    Ends waiting = loggedIn("127.0.0.3");
    epsv(waiting);
    Ends busy = loggedIn("127.0.0.4");
    Data data = begin(busy, "STOR f");
    Peer greetedByNobody = connect("127.0.0.5");
    Peer server = server().accept();

    gateway().close();
    data.server().expectReset();
    data.client().expectReset();
    for (Peer control :
        List.of(idle.client(), idle.server(), waiting.client(), busy.client(), greetedByNobody)) {
      control.expectOver();
    }
    server.expectOver();
    await("sessions").until(() -> gateway().sessions() == 0);
  }

  @Test
  void a_control_port_that_is_taken_is_named_and_nothing_is_left_open() throws Exception {
    try (ServerSocket holder = new ServerSocket()) {
      int taken = FreePorts.one();
      holder.bind(new InetSocketAddress(HOST, taken));
      assertThatThrownBy(() -> start("listen: [\"" + HOST + ":" + taken + "\"]"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + HOST + ":" + taken);
      // A thread that accepts closes its port as soon as it has been woken.
      await("the passive port").until(() -> isFree(range().first()));
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(HOST, port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void several_entries_share_the_passive_range() throws Exception {
    start("listen: [\"*:PORT\", \"127.0.0.1:" + FreePorts.one() + "\"]");
    epsv(loggedIn());
  }
}
