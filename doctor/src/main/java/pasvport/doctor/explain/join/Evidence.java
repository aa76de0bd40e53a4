package pasvport.doctor.explain.join;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Event.Ended;
import pasvport.doctor.explain.Event.Fate;
import pasvport.doctor.explain.Event.OfFirewall;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Said;
import pasvport.doctor.explain.Event.Segment;
import pasvport.doctor.explain.Flow;

/**
 * What firewalls saw of one data connection.
 *
 * @param matching of the data connection itself, in order
 * @param strays SYNs of the client in that time to ports that nobody announced
 * @param logsAccepted whether a firewall's log has this client's control connection, and so what it
 *     lets through
 * @param isThere whether there is any firewall's log
 */
record Evidence(List<Entry> matching, List<Entry> strays, boolean logsAccepted, boolean isThere) {

  /** Logs round to seconds, and clocks are aligned no better than that. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /**
   * How long before its end a transfer may have begun when only the end is logged: longer than most
   * servers wait (vsftpd 60 s, pyftpdlib 30 s, IIS 30 s, SFTPGo 20 s).
   */
  private static final Duration UNSEEN_BEGINNING = Duration.ofSeconds(150);

  /**
   * A client that gives up says nothing, but calls for so long (Linux: 127 s, curl: 60 s or so).
   */
  private static final Duration UNSEEN_END = Duration.ofSeconds(60);

  static Evidence of(DataConnection data, Set<Integer> announced, List<Entry> firewalls) {
    var slack =
        data.announced().mode() == Mode.UNKNOWN
                || data.entries().stream().noneMatch(entry -> entry.event() instanceof Said)
            ? UNSEEN_BEGINNING
            : SLACK;
    var from = data.begin().minus(slack);
    var to = data.end().plus(data.failure().isPresent() ? SLACK : UNSEEN_END);
    var client = data.client().address();
    var matching = new ArrayList<Entry>();
    var strays = new ArrayList<Entry>();
    var logsAccepted = false;
    for (var entry : firewalls) {
      if (!(entry.event() instanceof OfFirewall event)) {
        continue;
      }
      logsAccepted |= isControl(event, client) && isAccepted(event);
      if (!isWithin(entry.stamp().at(), from, to)) {
        continue;
      }
      if (Stream.of(event.flow(), event.translated()).anyMatch(flow -> isOf(flow, data))) {
        matching.add(entry);
      } else if (isStray(event, client, announced)) {
        strays.add(entry);
      }
    }
    return new Evidence(matching, strays, logsAccepted, !firewalls.isEmpty());
  }

  private static boolean isWithin(Instant at, Instant from, Instant to) {
    return !at.isBefore(from) && !at.isAfter(to);
  }

  /** The port decides; and the client, unless somebody has changed its address on the way. */
  private static boolean isOf(Flow flow, DataConnection data) {
    var port = data.announced().port();
    var client = data.client().address();
    return port != 0
        && switch (data.announced().mode()) {
          case PASSIVE, UNKNOWN ->
              (flow.to().port() == port && flow.from().address().equals(client))
                  || (flow.from().port() == port && flow.to().address().equals(client));
          case ACTIVE ->
              (flow.to().port() == port && isCalled(flow.to().address(), data))
                  || (flow.from().port() == port && isCalled(flow.from().address(), data));
        };
  }

  /** PORT names the client as it sees itself, which may be before a translation. */
  private static boolean isCalled(InetAddress address, DataConnection data) {
    return address.equals(data.client().address())
        || data.announcedAddress().filter(address::equals).isPresent();
  }

  private static boolean isControl(OfFirewall event, InetAddress client) {
    return Stream.of(event.flow(), event.translated())
        .anyMatch(
            flow -> flow.from().address().equals(client) && ControlPorts.isOne(flow.to().port()));
  }

  private static boolean isAccepted(OfFirewall event) {
    return !(event instanceof Packet packet) || !packet.fate().isRefusal();
  }

  private static boolean isStray(OfFirewall event, InetAddress client, Set<Integer> announced) {
    return event instanceof Packet packet
        && packet.segment() == Segment.SYN
        && packet.flow().from().address().equals(client)
        && Stream.of(packet.flow(), packet.translated())
            .noneMatch(flow ->
                ControlPorts.isOne(flow.to().port()) || announced.contains(flow.to().port()));
  }

  /** The SYNs of the data connection that were refused. */
  List<Packet> refused() {
    return syns().filter(packet -> packet.fate().isRefusal()).toList();
  }

  /** Those that were let through. */
  List<Packet> accepted() {
    return syns().filter(packet -> packet.fate() == Fate.ACCEPTED).toList();
  }

  /** Those of which the log does not say what became of them. */
  List<Packet> unsaid() {
    return syns().filter(packet -> packet.fate() == Fate.UNSAID).toList();
  }

  private Stream<Packet> syns() {
    return packets(Segment.SYN);
  }

  /** The answers that say that nobody listens. */
  List<Packet> resets(Set<Integer> fromPorts) {
    return packets(Segment.RST)
        .filter(packet -> fromPorts.contains(packet.flow().from().port()))
        .toList();
  }

  List<Ended> ends() {
    return matching.stream()
        .flatMap(entry -> entry.event() instanceof Ended ended ? Stream.of(ended) : Stream.empty())
        .toList();
  }

  private Stream<Packet> packets(Segment segment) {
    return matching.stream()
        .flatMap(entry ->
            entry.event() instanceof Packet packet && packet.segment() == segment
                ? Stream.of(packet)
                : Stream.empty());
  }
}
