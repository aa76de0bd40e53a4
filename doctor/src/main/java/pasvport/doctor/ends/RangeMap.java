package pasvport.doctor.ends;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pasvport.doctor.probe.Knock;
import pasvport.site.PortRange;

/**
 * A passive range as it is seen from outside, port by port, while somebody listens there.
 *
 * @param stretches in their order, without gaps between ports that were tried
 */
public record RangeMap(List<Stretch> stretches) {

  /** What a port is, seen from outside. */
  public enum State {
    OPEN,
    /** Reached, but at another port of the server's host. */
    SHIFTED,
    /** Taken by something in between that accepts in the server's name. */
    INTERCEPTED,
    REFUSED,
    UNREACHABLE,
    DROPPED,
    /** Not tried: somebody on the server's host has it. */
    TAKEN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a data connection could not be made there. */
    public boolean isShut() {
      return this != OPEN && this != TAKEN && this != SHIFTED;
    }
  }

  /**
   * Ports of one state that follow one another among those that were tried.
   *
   * @param tried how many of them
   */
  public record Stretch(int first, int last, int tried, State state) {
    public PortRange ports() {
      return new PortRange(first, last);
    }

    @Override
    public String toString() {
      return "%s %s".formatted(ports(), state);
    }
  }

  /** One port that was tried. */
  record Tried(int port, State state) {}

  public RangeMap {
    stretches = List.copyOf(stretches);
  }

  static RangeMap of(List<Tried> all) {
    var sorted = all.stream().sorted(Comparator.comparingInt(Tried::port)).toList();
    var stretches = new ArrayList<Stretch>();
    for (var one : sorted) {
      if (!stretches.isEmpty() && stretches.getLast().state() == one.state()) {
        var before = stretches.removeLast();
        stretches.add(new Stretch(before.first(), one.port(), before.tried() + 1, before.state()));
      } else {
        stretches.add(new Stretch(one.port(), one.port(), 1, one.state()));
      }
    }
    return new RangeMap(stretches);
  }

  /** What a knock means, given whether anybody came to that door. */
  static State state(Knock knock, boolean somebodyCame) {
    return switch (knock.found()) {
      case OPEN ->
          knock.told().filter(told -> told.port() != knock.port()).isPresent()
              ? State.SHIFTED
              : State.OPEN;
      case SOMEBODY_ELSE -> somebodyCame ? State.UNREACHABLE : State.INTERCEPTED;
      case REFUSED -> State.REFUSED;
      case UNREACHABLE -> State.UNREACHABLE;
      case DROPPED -> State.DROPPED;
    };
  }

  /** The stretches of which this holds, as ports. */
  List<PortRange> ports(Predicate<State> which) {
    return stretches.stream()
        .filter(stretch -> which.test(stretch.state()))
        .map(Stretch::ports)
        .toList();
  }

  /** Ports, as a reader writes them. */
  static String shown(List<PortRange> ports) {
    return ports.stream().map(PortRange::toString).collect(Collectors.joining(", "));
  }

  public boolean isEmpty() {
    return stretches.isEmpty();
  }

  /** How many ports were tried. */
  int tried() {
    return stretches.stream().mapToInt(Stretch::tried).sum();
  }

  List<Map<String, Object>> json() {
    return stretches.stream()
        .map(stretch -> {
          Map<String, Object> map = new LinkedHashMap<>();
          map.put("ports", stretch.ports().toString());
          map.put("tried", stretch.tried());
          map.put("state", stretch.state().toString());
          return map;
        })
        .toList();
  }

  /** The ports of some ranges, or so many of them, the ends of each range among them. */
  static List<Integer> sample(List<PortRange> ranges, int most) {
    int size = ranges.stream().mapToInt(PortRange::size).sum();
    var all =
        ranges.stream().flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()));
    if (size <= most) {
      return all.boxed().distinct().toList();
    }
    var ports = all.toArray();
    return Stream.concat(
            ranges.stream().flatMap(range -> Stream.of(range.first(), range.last())),
            IntStream.range(0, most)
                .mapToObj(i -> ports[(int) ((long) i * (ports.length - 1) / (most - 1))]))
        .sorted()
        .distinct()
        .toList();
  }
}
