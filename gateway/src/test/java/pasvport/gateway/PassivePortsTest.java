package pasvport.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import pasvport.gateway.PassivePorts.Request;
import pasvport.gateway.PassivePorts.Reservation;
import pasvport.linux.SourceFilter;
import pasvport.site.PortRange;

/** The shared passive ports, with loopback addresses as clients and time driven by hand. */
@Timeout(30)
class PassivePortsTest {
  private static final Callers NO_PROXIES = new Callers(System::nanoTime);

  private static final Duration QUARANTINE = Duration.ofSeconds(60);
  private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress CLIENT = InetAddress.ofLiteral("127.0.0.2");
  private static final InetAddress OTHER = InetAddress.ofLiteral("127.0.0.3");

  private final HandClock clock = new HandClock();
  private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), new HandTime());
  private final List<SocketChannel> connections = new ArrayList<>();
  private @Nullable PassivePorts ports;
  private PortRange range = new PortRange(1, 1);

  @AfterEach
  void nothing_is_left() throws IOException {
    for (SocketChannel connection : connections) {
      connection.close();
    }
    PassivePorts opened = ports;
    if (opened != null) {
      clock.advance(QUARANTINE);
      assertThat(opened.taken()).as("taken").isZero();
      assertThat(opened.waiting()).as("waiting").isZero();
      assertThat(clock.planned()).as("planned").isZero();
      opened.close();
    }
  }

  private PassivePorts open(int size, int queue) throws IOException {
    range = FreePorts.range(size);
    PassivePorts opened =
        PassivePorts.open(plan(range, 0, queue), clock, new Random(20), refusals, NO_PROXIES);
    ports = opened;
    return opened;
  }

  private static PassivePlan plan(PortRange range, int shift, int queue) {
    return new PassivePlan(range, shift, List.of(HOST), List.of(), queue, QUARANTINE);
  }

  private void change(PortRange next, int shift, int queue) throws IOException {
    try (PassivePorts.Change change = ports().prepare(plan(next, shift, queue))) {
      change.commit();
    }
  }

  private PortRange only(int port) {
    return new PortRange(port, port);
  }

  private static boolean isClosed(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(HOST, port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private PassivePorts ports() {
    return requireNonNull(ports);
  }

  /** A session that asks for ports. */
  private final class Asker {
    private final InetAddress address;
    private final BlockingQueue<Reservation> grants = new LinkedBlockingQueue<>();
    private @Nullable Request request;

    Asker(InetAddress address) {
      this.address = address;
    }

    /** Whether it may wait. */
    boolean asks() {
      request = ports().request(address, this, grants::add).orElse(null);
      return request != null;
    }

    boolean waits() {
      return grants.isEmpty();
    }

    void leavesTheLine() {
      requireNonNull(request).cancel();
    }

    Reservation granted() {
      Reservation reservation = grants.poll();
      assertThat(reservation).as("a port for " + address).isNotNull();
      return reservation;
    }

    Reservation isServed() {
      assertThat(asks()).isTrue();
      return granted();
    }
  }

  private SocketChannel connect(InetAddress from, int port) throws IOException {
    SocketChannel connection = SocketChannel.open();
    connections.add(connection);
    connection.bind(new InetSocketAddress(from, 0));
    connection.connect(new InetSocketAddress(HOST, port));
    return connection;
  }

  /** Connects, and sees that it is this reservation's connection that has come. */
  private void connects(InetAddress from, Reservation reservation) throws Exception {
    SocketChannel connection = connect(from, reservation.port());
    try (SocketChannel arrived = reservation.arrival().get(10, SECONDS).channel()) {
      assertThat(arrived.getRemoteAddress()).isEqualTo(connection.getLocalAddress());
    }
  }

  private static void isReset(SocketChannel connection) {
    assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class);
  }

  private static InetAddress address(int number) {
    return InetAddress.ofLiteral("127.0." + (1 + number / 250) + "." + (1 + number % 250));
  }

  @Test
  void one_port_serves_many_addresses_at_once() throws Exception {
    open(1, 0);
    List<Reservation> reservations = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      reservations.add(new Asker(address(i)).isServed());
    }
    for (int i = 19; i >= 0; i--) {
      connects(address(i), reservations.get(i));
    }
  }

  @Test
  void sessions_of_one_address_get_different_ports() throws Exception {
    open(3, 0);
    List<Integer> granted = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Reservation reservation = new Asker(CLIENT).isServed();
      granted.add(reservation.port());
    }
    assertThat(granted).doesNotHaveDuplicates().allMatch(port -> range.contains(port)).hasSize(3);
    assertThat(ports().taken()).isEqualTo(3);
    for (int port : granted) {
      connect(CLIENT, port);
    }
    await().until(() -> ports().taken() == 0);
  }

  @Test
  void a_session_waits_until_a_connection_frees_a_port() throws Exception {
    open(1, 1);
    Reservation first = new Asker(CLIENT).isServed();
    Asker second = new Asker(CLIENT);
    assertThat(second.asks()).isTrue();
    assertThat(second.waits()).isTrue();

    connects(CLIENT, first);
    connects(CLIENT, second.granted());
  }

  @Test
  void those_who_wait_are_served_in_the_order_in_which_they_came() throws Exception {
    open(2, 10);
    Reservation one = new Asker(CLIENT).isServed();
    Reservation two = new Asker(CLIENT).isServed();
    List<Asker> line = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Asker asker = new Asker(CLIENT);
      assertThat(asker.asks()).isTrue();
      line.add(asker);
    }
    Reservation next = one;
    for (int i = 0; i < 6; i++) {
      connects(CLIENT, next);
      for (int later = i + 1; later < 6; later++) {
        assertThat(line.get(later).waits()).isTrue();
      }
      next = line.get(i).granted();
    }
    connects(CLIENT, next);
    connects(CLIENT, two);
  }

  @Test
  void one_address_does_not_wait_for_another() throws Exception {
    open(1, 1);
    Reservation first = new Asker(CLIENT).isServed();
    assertThat(new Asker(CLIENT).asks()).isTrue();
    Reservation other = new Asker(OTHER).isServed();
    connects(OTHER, other);
    connects(CLIENT, first);
    connect(CLIENT, range.first());
    await().until(() -> ports().taken() == 0);
  }

  @Test
  void the_line_is_bounded_for_each_address_alone() throws Exception {
    open(1, 2);
    Reservation first = new Asker(CLIENT).isServed();
    Asker second = new Asker(CLIENT);
    Asker third = new Asker(CLIENT);
    assertThat(second.asks()).isTrue();
    assertThat(third.asks()).isTrue();
    assertThat(new Asker(CLIENT).asks()).isFalse();
    assertThat(ports().waiting()).isEqualTo(2);
    connects(OTHER, new Asker(OTHER).isServed());

    connects(CLIENT, first);
    Asker fourth = new Asker(CLIENT);
    assertThat(fourth.asks()).isTrue();
    connects(CLIENT, second.granted());
    connects(CLIENT, third.granted());
    connects(CLIENT, fourth.granted());
  }

  @Test
  void without_a_line_a_free_port_is_granted_and_nobody_waits() throws Exception {
    open(1, 0);
    Reservation first = new Asker(CLIENT).isServed();
    assertThat(new Asker(CLIENT).asks()).isFalse();
    connects(CLIENT, first);
    connects(CLIENT, new Asker(CLIENT).isServed());
  }

  @Test
  void who_leaves_the_line_is_not_served_and_the_next_is() throws Exception {
    open(1, 5);
    Reservation first = new Asker(CLIENT).isServed();
    Asker second = new Asker(CLIENT);
    Asker third = new Asker(CLIENT);
    second.asks();
    third.asks();
    second.leavesTheLine();
    second.leavesTheLine();
    connects(CLIENT, first);
    assertThat(second.waits()).isTrue();
    connects(CLIENT, third.granted());
  }

  @Test
  void who_leaves_after_the_grant_keeps_the_port() throws Exception {
    open(1, 1);
    Asker asker = new Asker(CLIENT);
    Reservation reservation = asker.isServed();
    asker.leavesTheLine();
    assertThat(ports().taken()).isEqualTo(1);
    connects(CLIENT, reservation);
  }

  @Test
  void a_port_given_back_is_free_at_once() throws Exception {
    open(1, 1);
    Reservation first = new Asker(CLIENT).isServed();
    Asker second = new Asker(CLIENT);
    second.asks();
    first.giveBack();
    first.giveBack();
    connects(CLIENT, second.granted());
    assertThat(first.arrival()).isCancelled();
  }

  @Test
  void a_port_given_up_is_kept_from_its_address_until_the_quarantine_is_over() throws Exception {
    open(1, 1);
    Reservation first = new Asker(CLIENT).isServed();
    first.giveUp(Sockets::close);
    first.giveUp(Sockets::close);
    assertThat(first.arrival()).isCancelled();
    Asker second = new Asker(CLIENT);
    second.asks();
    clock.advance(QUARANTINE.minusNanos(1));
    assertThat(second.waits()).isTrue();
    connects(OTHER, new Asker(OTHER).isServed());

    clock.advance(Duration.ofNanos(1));
    connects(CLIENT, second.granted());
  }

  @Test
  void a_late_connection_is_reset_and_ends_the_quarantine() throws Exception {
    open(1, 1);
    Reservation first = new Asker(CLIENT).isServed();
    first.giveUp(Sockets::close);
    Asker second = new Asker(CLIENT);
    second.asks();

    isReset(connect(CLIENT, range.first()));
    await().until(() -> refusals.count(Refusal.LATE_CONNECTION) == 1);
    connects(CLIENT, second.granted());
    assertThat(clock.planned()).isZero();
  }

  @Test
  void a_connection_that_has_come_is_closed_when_its_reservation_is_given_up() throws Exception {
    open(1, 0);
    Reservation reservation = new Asker(CLIENT).isServed();
    SocketChannel connection = connect(CLIENT, reservation.port());
    reservation.arrival().get(10, SECONDS);
    reservation.giveUp(Sockets::close);
    assertThat(connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    connects(CLIENT, new Asker(CLIENT).isServed());
  }

  @Test
  void a_session_that_asks_again_and_again_keeps_nobody_from_ten_ports() throws Exception {
    open(10, 256);
    Asker abuser = new Asker(CLIENT);
    for (int i = 0; i < 200; i++) {
      abuser.asks();
      Reservation taken = abuser.grants.poll();
      if (taken != null) {
        taken.giveUp(Sockets::close);
      }
      connects(CLIENT, new Asker(CLIENT).isServed());
      assertThat(ports().taken()).isLessThanOrEqualTo(2);
    }
    assertThat(abuser.waits()).isTrue();
  }

  @Test
  void two_hundred_that_wait_are_all_served_while_one_session_asks_again_and_again()
      throws Exception {
    open(10, 256);
    Asker abuser = new Asker(CLIENT);
    List<Asker> others = new ArrayList<>();
    abuser.isServed().giveUp(Sockets::close);
    for (int i = 0; i < 200; i++) {
      Asker other = new Asker(CLIENT);
      assertThat(other.asks()).isTrue();
      others.add(other);
    }
    for (Asker other : others) {
      boolean somebodyWaits = ports().waiting() > 0;
      assertThat(abuser.asks()).isTrue();
      if (somebodyWaits) {
        assertThat(abuser.waits()).isTrue();
        abuser.leavesTheLine();
      } else {
        abuser.granted().giveUp(Sockets::close);
      }
      connects(CLIENT, other.granted());
    }
  }

  @Test
  void who_has_left_ports_behind_gets_one_of_those_back() throws Exception {
    open(10, 5);
    Asker asker = new Asker(CLIENT);
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Reservation reservation = asker.isServed();
      left.add(reservation.port());
      reservation.giveUp(Sockets::close);
    }
    Reservation again = asker.isServed();
    assertThat(again.port()).isEqualTo(left.getFirst());
    again.giveUp(Sockets::close);
    assertThat(asker.isServed().port()).isEqualTo(left.getLast());
    assertThat(ports().taken()).isEqualTo(2);
    connect(CLIENT, left.getLast());
    await().until(() -> clock.planned() == 2);
  }

  @Test
  void who_has_left_ports_behind_waits_while_others_do() throws Exception {
    open(2, 5);
    Asker abuser = new Asker(CLIENT);
    abuser.isServed().giveUp(Sockets::close);
    abuser.isServed().giveUp(Sockets::close);
    Asker other = new Asker(CLIENT);
    other.asks();
    abuser.asks();
    assertThat(abuser.waits()).isTrue();

    other.leavesTheLine();
    abuser.granted().giveUp(Sockets::close);
  }

  @Test
  void sessions_that_wait_with_a_port_of_their_own_in_quarantine_do_not_wait_for_one_another()
      throws Exception {
    open(2, 5);
    Asker one = new Asker(CLIENT);
    Asker two = new Asker(CLIENT);
    Reservation ofOne = one.isServed();
    Reservation ofTwo = two.isServed();
    ofOne.giveUp(Sockets::close);
    ofTwo.giveUp(Sockets::close);
    Asker third = new Asker(CLIENT);
    third.asks();
    one.asks();
    two.asks();
    assertThat(one.waits() && two.waits() && third.waits()).isTrue();

    third.leavesTheLine();
    assertThat(one.granted().port()).isEqualTo(ofOne.port());
    assertThat(two.granted().port()).isEqualTo(ofTwo.port());
    connect(CLIENT, ofOne.port());
    connect(CLIENT, ofTwo.port());
    await().until(() -> clock.planned() == 2);
    clock.advance(QUARANTINE);
  }

  @Test
  void a_port_taken_back_and_given_back_goes_on_in_quarantine() throws Exception {
    open(1, 5);
    Asker asker = new Asker(CLIENT);
    asker.isServed().giveUp(Sockets::close);
    asker.isServed().giveBack();

    Asker neighbour = new Asker(CLIENT);
    neighbour.asks();
    assertThat(neighbour.waits()).as("the first SYN may still be on its way").isTrue();
    isReset(connect(CLIENT, range.first()));
    await().until(() -> refusals.count(Refusal.LATE_CONNECTION) == 1);
    connects(CLIENT, neighbour.granted());
  }

  @Test
  void a_port_taken_back_serves_one_connection_and_resets_the_other() throws Exception {
    open(1, 5);
    Asker asker = new Asker(CLIENT);
    asker.isServed().giveUp(Sockets::close);
    Reservation again = asker.isServed();
    Asker neighbour = new Asker(CLIENT);
    neighbour.asks();

    connects(CLIENT, again);
    assertThat(neighbour.waits()).isTrue();
    isReset(connect(CLIENT, range.first()));
    await().until(() -> refusals.count(Refusal.LATE_CONNECTION) == 1);
    connects(CLIENT, neighbour.granted());
  }

  @Test
  void a_quarantine_that_ends_while_its_session_awaits_anew_is_over() throws Exception {
    open(1, 5);
    Asker asker = new Asker(CLIENT);
    asker.isServed().giveUp(Sockets::close);
    Reservation again = asker.isServed();
    clock.advance(QUARANTINE);
    assertThat(ports().taken()).isEqualTo(1);
    connects(CLIENT, again);
    connects(CLIENT, new Asker(CLIENT).isServed());
  }

  @Test
  void the_end_of_an_earlier_quarantine_does_not_shorten_the_present_one() throws Exception {
    open(1, 5);
    Asker asker = new Asker(CLIENT);
    asker.isServed().giveUp(Sockets::close);
    asker.isServed().giveUp(Sockets::close);
    Asker neighbour = new Asker(CLIENT);
    neighbour.asks();
    clock.doWhatWasCalledOff();
    assertThat(neighbour.waits()).isTrue();
    clock.advance(QUARANTINE);
    connects(CLIENT, neighbour.granted());
  }

  @Test
  void a_stranger_does_not_even_reach_the_port() throws Exception {
    open(1, 0);
    Reservation reservation = new Asker(CLIENT).isServed();
    SocketChannel stranger = SocketChannel.open();
    connections.add(stranger);
    stranger.configureBlocking(false);
    stranger.bind(new InetSocketAddress(OTHER, 0));
    assertThat(stranger.connect(new InetSocketAddress(HOST, range.first()))).isFalse();

    connects(CLIENT, reservation);
    assertThat(stranger.finishConnect()).isFalse();
    assertThat(refusals.count(Refusal.STRANGER)).isZero();
  }

  @Test
  void the_port_is_closed_again_to_a_client_that_has_been_served() throws Exception {
    open(1, 0);
    connects(CLIENT, new Asker(CLIENT).isServed());
    SocketChannel again = SocketChannel.open();
    connections.add(again);
    again.configureBlocking(false);
    again.bind(new InetSocketAddress(CLIENT, 0));
    assertThat(again.connect(new InetSocketAddress(HOST, range.first()))).isFalse();

    connects(OTHER, new Asker(OTHER).isServed());
    assertThat(again.finishConnect()).isFalse();
  }

  @Test
  void with_more_clients_than_a_filter_holds_all_are_served_and_strangers_are_reset()
      throws Exception {
    open(1, 0);
    List<Reservation> crowd = new ArrayList<>();
    for (int i = 0; i <= SourceFilter.MOST_ADDRESSES; i++) {
      crowd.add(new Asker(address(i)).isServed());
    }
    isReset(connect(OTHER, range.first()));
    await().until(() -> refusals.count(Refusal.STRANGER) == 1);
    for (int i = 0; i < crowd.size(); i++) {
      connects(address(i), crowd.get(i));
    }
  }

  @Test
  void data_on_a_connection_that_was_let_in_is_not_filtered() throws Exception {
    open(1, 0);
    Reservation reservation = new Asker(CLIENT).isServed();
    SocketChannel connection = connect(CLIENT, range.first());
    try (SocketChannel arrived = reservation.arrival().get(10, SECONDS).channel()) {
      connection.write(ByteBuffer.wrap("file".getBytes(US_ASCII)));
      connection.shutdownOutput();
      assertThat(arrived.socket().getInputStream().readAllBytes())
          .isEqualTo("file".getBytes(US_ASCII));
    }
  }

  @Test
  void a_port_that_is_taken_is_named_and_none_is_left_open() throws Exception {
    range = FreePorts.range(3);
    try (ServerSocket holder = new ServerSocket()) {
      holder.bind(new InetSocketAddress(HOST, range.last()));
      assertThatThrownBy(() ->
              PassivePorts.open(plan(range, 0, 0), clock, new Random(1), refusals, NO_PROXIES))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("passive port " + range.last())
          .hasMessageContaining("choose another range");
      try (ServerSocket first = new ServerSocket()) {
        first.bind(new InetSocketAddress(HOST, range.first()));
      }
    }
  }

  @Test
  void a_port_given_back_after_the_end_touches_nobody_elses_socket() throws Exception {
    long before = Descriptors.sockets();
    PassivePorts closed = open(1, 0);
    Reservation reservation = new Asker(CLIENT).isServed();
    closed.close();
    await().until(() -> Descriptors.sockets() <= before);

    try (ServerSocketChannel newcomer = ServerSocketChannel.open()) {
      newcomer.bind(new InetSocketAddress(HOST, range.first()));
      reservation.giveBack();
      connect(OTHER, range.first());
      newcomer.accept().close();
    }
  }

  @Test
  void the_announced_port_is_the_listening_one_shifted() throws Exception {
    open(1, 0);
    change(range, -10_000, 0);
    Reservation reservation = new Asker(CLIENT).isServed();
    assertThat(reservation.port()).isEqualTo(range.first());
    assertThat(reservation.announced()).isEqualTo(range.first() - 10_000);
    reservation.giveBack();
  }

  @Test
  void a_range_that_grows_serves_who_waits() throws Exception {
    open(2, 4);
    change(only(range.first()), 0, 4);
    connects(CLIENT, new Asker(CLIENT).isServed());
    Reservation first = new Asker(CLIENT).isServed();
    Asker second = new Asker(CLIENT);
    assertThat(second.asks()).isTrue();
    assertThat(second.waits()).isTrue();
    await().until(() -> isClosed(range.last()));

    change(range, 0, 4);

    Reservation granted = second.granted();
    assertThat(granted.port()).isEqualTo(range.last());
    connects(CLIENT, granted);
    connects(CLIENT, first);
  }

  @Test
  void a_port_that_left_the_range_finishes_what_it_awaits_and_then_closes() throws Exception {
    open(2, 0);
    Reservation one = new Asker(CLIENT).isServed();
    Reservation other = new Asker(CLIENT).isServed();
    Reservation staying = one.port() == range.first() ? one : other;
    Reservation leaving = one.port() == range.first() ? other : one;

    change(only(range.first()), 0, 0);

    assertThat(new Asker(CLIENT).asks()).as("a third, with one port").isFalse();
    connects(CLIENT, leaving);
    await().until(() -> isClosed(range.last()));
    connects(CLIENT, staying);
    Reservation last = new Asker(CLIENT).isServed();
    assertThat(last.port()).isEqualTo(range.first());
    last.giveBack();
  }

  @Test
  void a_port_that_left_the_range_is_not_given_back_to_the_session_that_gave_it_up()
      throws Exception {
    open(2, 1);
    change(only(range.last()), 0, 1);
    await().until(() -> isClosed(range.first()));
    Asker asker = new Asker(CLIENT);
    asker.isServed().giveUp(Sockets::close);
    change(only(range.first()), 0, 1);
    Reservation next = asker.isServed();
    assertThat(next.port()).isEqualTo(range.first());
    next.giveUp(Sockets::close);
    Reservation own = asker.isServed();
    assertThat(own.port()).as("its own, within the range").isEqualTo(range.first());
    own.giveBack();
    clock.advance(QUARANTINE);
    await().until(() -> isClosed(range.last()));
  }

  @Test
  void a_quarantine_outlives_that_the_port_leaves_the_range_and_comes_back() throws Exception {
    open(2, 0);
    change(only(range.last()), 0, 0);
    await().until(() -> isClosed(range.first()));
    new Asker(CLIENT).isServed().giveUp(Sockets::close);
    change(only(range.first()), 0, 0);
    change(only(range.last()), 0, 0);
    assertThat(new Asker(CLIENT).asks()).as("another session, in quarantine").isFalse();
    isReset(connect(CLIENT, range.last()));
    await().until(() -> refusals.count(Refusal.LATE_CONNECTION) == 1);
    connects(CLIENT, new Asker(CLIENT).isServed());
  }

  @Test
  void a_change_that_cannot_be_made_leaves_everything_as_it_was() throws Exception {
    open(2, 0);
    PortRange both = range;
    change(only(both.first()), 0, 0);
    Reservation reservation = new Asker(CLIENT).isServed();
    await().until(() -> isClosed(both.last()));
    try (ServerSocket holder = new ServerSocket()) {
      holder.bind(new InetSocketAddress(HOST, both.last()));
      assertThatThrownBy(() -> change(both, 0, 5))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("passive port " + both.last());
    }
    assertThat(new Asker(CLIENT).asks()).as("a second, with one port and no queue").isFalse();
    connects(CLIENT, reservation);
  }

  @Test
  void a_change_given_up_closes_what_it_opened() throws Exception {
    open(2, 0);
    change(only(range.first()), 0, 0);
    await().until(() -> isClosed(range.last()));
    try (var _ = ports().prepare(plan(range, 0, 0))) {
      assertThat(isClosed(range.last())).isFalse();
    }
    assertThat(isClosed(range.last())).isTrue();
    connects(CLIENT, new Asker(CLIENT).isServed());
  }
}
