package pasvport.doctor.explain.join;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.doctor.explain.Endpoint;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Said;
import pasvport.doctor.explain.Event.Segment;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.Flow;
import pasvport.doctor.explain.Stamp.Base;

/**
 * The clocks of several logs, aligned on what two of them have seen: the control connection's SYN
 * and the server's {@code CONNECT}, the SYN to a passive port and the reply that announced it, the
 * same file transferred.
 *
 * <p>Each pair of events that may be the same one is a vote for a shift. The shift with the most
 * votes within the logs' precision wins; of equals, the smallest. Of those votes the largest is
 * taken: a server writes its reply before the client can act on it, and cuts off its fraction of a
 * second.
 */
final class Clocks {

  /** Logs are written in whole seconds, and a SYN follows its reply in less than another one. */
  private static final Duration TOLERANCE = Duration.ofMillis(1500);

  /** Pairs looked at for one log: the votes are many long before. */
  private static final int MOST_VOTES = 20_000;

  /** Zones differ by no more (from UTC-12 to UTC+14). */
  private static final Duration ZONES = Duration.ofHours(27);

  /** A clock with a zone is off by no more than its host's, which NTP or somebody keeps. */
  private static final Duration DRIFT = Duration.ofHours(2);

  /**
   * An event that two logs may have in common.
   *
   * @param key what must be equal
   */
  private record Mark(List<Object> key, Instant at) {}

  private Clocks() {}

  /** How each log's clock differs from that of the log that says most of FTP, which comes first. */
  static List<Clock> of(Collection<Entry> entries) {
    Map<String, List<Entry>> bySource =
        entries.stream()
            .collect(
                Collectors.groupingBy(
                    entry -> entry.origin().source(), LinkedHashMap::new, Collectors.toList()));
    var reference =
        bySource.entrySet().stream()
            .max(
                Comparator.comparingLong(source ->
                    source.getValue().stream()
                        .filter(entry -> entry.event() instanceof Said)
                        .count()))
            .map(Map.Entry::getKey);
    if (reference.isEmpty()) {
      return List.of();
    }
    var marks = marks(bySource.getOrDefault(reference.get(), List.of()));
    var clocks = new ArrayList<Clock>();
    clocks.add(new Clock(reference.get(), Duration.ZERO, 0));
    bySource.forEach((source, own) -> {
      if (!source.equals(reference.get())) {
        clocks.add(clock(source, own, marks));
      }
    });
    return clocks;
  }

  private static Clock clock(
      String source, List<Entry> entries, Map<List<Object>, List<Instant>> marks) {
    var base = entries.getFirst().stamp().base();
    // A SYN that comes again says nothing of the clock.
    var known = new HashSet<Flow>();
    var votes =
        entries.stream()
            .filter(entry -> !(entry.event() instanceof Packet packet) || known.add(packet.flow()))
            .flatMap(Clocks::mark)
            .flatMap(mark ->
                marks.getOrDefault(mark.key(), List.of()).stream()
                    .map(at -> Duration.between(mark.at(), at)))
            .filter(shift -> isPossible(shift, base))
            .limit(MOST_VOTES)
            .sorted()
            .toList();
    return densest(votes)
        .map(shift -> new Clock(source, rounded(largest(votes, shift), base), within(votes, shift)))
        .orElseGet(() -> new Clock(source, Duration.ZERO, 0));
  }

  /** A clock that is right but for what logs round is right. */
  private static Duration rounded(Duration shift, Base base) {
    return base != Base.UNKNOWN && shift.abs().compareTo(TOLERANCE) <= 0 ? Duration.ZERO : shift;
  }

  private static Duration largest(List<Duration> votes, Duration around) {
    return votes.get((int) first(votes, around.plus(TOLERANCE).plusNanos(1)) - 1);
  }

  private static boolean isPossible(Duration shift, Base base) {
    return switch (base) {
      case UNKNOWN -> true;
      case LOCAL -> shift.abs().compareTo(ZONES) <= 0;
      case ZONED -> shift.abs().compareTo(DRIFT) <= 0;
    };
  }

  /** The vote that most others are close to. */
  private static Optional<Duration> densest(List<Duration> votes) {
    return votes.stream()
        .distinct()
        .max(
            Comparator.<Duration>comparingInt(vote -> within(votes, vote))
                .thenComparing(vote -> vote.abs().negated()));
  }

  private static int within(List<Duration> sorted, Duration around) {
    return (int)
        (first(sorted, around.plus(TOLERANCE).plusNanos(1))
            - first(sorted, around.minus(TOLERANCE)));
  }

  /** The index of the first that is not less. */
  private static long first(List<Duration> sorted, Duration least) {
    var low = 0;
    var high = sorted.size();
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (sorted.get(middle).compareTo(least) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static Map<List<Object>, List<Instant>> marks(List<Entry> entries) {
    return entries.stream()
        .flatMap(Clocks::mark)
        .collect(
            Collectors.groupingBy(Mark::key, Collectors.mapping(Mark::at, Collectors.toList())));
  }

  private static Stream<Mark> mark(Entry entry) {
    var at = entry.stamp().at();
    return switch (entry.event()) {
      case Connected connected -> Stream.of(control(connected.peer().address(), at));
      case Packet packet when packet.segment() == Segment.SYN -> syn(packet, at);
      case Said said when Announced.in(said).isPresent() ->
          Stream.of(data(said.peer().address(), Announced.in(said).get().port(), at));
      case Transferred moved ->
          Stream.of(
              new Mark(
                  List.of(moved.peer().address(), moved.verb(), DataConnections.name(moved.path())),
                  at));
      default -> Stream.empty();
    };
  }

  private static Stream<Mark> syn(Packet packet, Instant at) {
    Endpoint to = packet.translated().to();
    var from = packet.flow().from().address();
    return ControlPorts.isOne(packet.flow().to().port()) || ControlPorts.isOne(to.port())
        ? Stream.of(control(from, at))
        : Stream.of(data(from, to.port(), at));
  }

  private static Mark control(InetAddress client, Instant at) {
    return new Mark(List.of(client), at);
  }

  private static Mark data(InetAddress client, int port, Instant at) {
    return new Mark(List.of(client, port), at);
  }
}
