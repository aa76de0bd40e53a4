package pasvport.doctor.ends;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import pasvport.doctor.ends.RangeMap.Tried;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.probe.Knock;
import pasvport.doctor.report.Shape;
import pasvport.site.PortRange;

/** Has both ends do their parts, one after the other, and compares what they say. */
public final class BothEnds {
  /** More are sampled. */
  private static final int MOST_TRIED = 1_024;

  private static final int MOST_AT_ONCE = 256;

  /** The server needs its ports too: no more than this part of them is held at a time. */
  private static final int PART = 4;

  private final End beside;
  private final End outside;
  private final InetAddress address;
  private final int control;
  private final Consumer<String> progress;

  private final Instant began = Instant.now();
  private final List<String> notes = new ArrayList<>();
  private final Set<InetAddress> seenAs = new LinkedHashSet<>();

  /**
   * @param address the server's, as the outside connects to it
   * @param control the port of control connections
   * @param progress is told each step before it is taken
   */
  public BothEnds(
      End beside, End outside, InetAddress address, int control, Consumer<String> progress) {
    this.beside = beside;
    this.outside = outside;
    this.address = address;
    this.control = control;
    this.progress = progress;
  }

  /**
   * Maps the range and compares what is sent with what comes.
   *
   * @param wanted the passive range; empty, as the server's configuration has it
   */
  public TwoSided examine(List<PortRange> wanted) throws IOException, InterruptedException {
    progress.accept("asking what is to be seen beside the server");
    var view = beside.ask(BesideQuestion.VIEW.toString(), Map.of());
    var ranges = wanted.isEmpty() ? configured(view, control) : wanted;
    if (ranges.isEmpty()) {
      notes.add(
          "No passive range is known: the server's configuration names none, or could not be read."
              + " Name it with --ports.");
      return new TwoSided(
          view,
          ranges,
          new RangeMap(List.of()),
          Optional.empty(),
          List.of(),
          List.of(),
          seenAs,
          notes);
    }
    var map = map(ranges);
    var comparison = compare(ranges);
    progress.accept("asking what firewall and logs of the server's host say");
    var stretches = map.ports(_ -> true);
    boolean few = !stretches.isEmpty() && stretches.size() <= Beside.MOST_RANGES;
    var judged = judged(few ? stretches : ranges);
    return new TwoSided(
        view,
        ranges,
        map,
        comparison,
        judged.list("needs").map(TwoSided.Need::read).toList(),
        judged.texts("story"),
        seenAs,
        notes);
  }

  /** The ports that the configuration of the server at this port names. */
  static List<PortRange> configured(Shape view, int control) {
    var services = view.list("servers").flatMap(server -> server.list("services")).toList();
    return services.stream()
        .filter(service -> (int) service.number("port") == control || services.size() == 1)
        .flatMap(service -> service.list("facts"))
        .filter(fact -> fact.text("key").equals("passive-ports"))
        .flatMap(
            fact -> Arrays.stream(fact.text("value").replaceAll("[\\[\\]\"' ]", "").split(",", -1)))
        .filter(text -> !text.isEmpty())
        .map(PortRange::parse)
        .distinct()
        .toList();
  }

  private RangeMap map(List<PortRange> ranges) throws InterruptedException {
    try {
      return tried(ranges);
    } catch (IOException refused) {
      notes.add("The passive range was not tried from outside: " + refused.getMessage() + ".");
      return new RangeMap(List.of());
    }
  }

  private RangeMap tried(List<PortRange> ranges) throws IOException, InterruptedException {
    var ports = RangeMap.sample(ranges, MOST_TRIED);
    int size = ranges.stream().mapToInt(PortRange::size).sum();
    if (ports.size() < size) {
      notes.add(
          "Of %d passive ports %d were tried, the ends of each range among them."
              .formatted(size, ports.size()));
    }
    int step = Math.clamp(ports.size() / PART, 1, MOST_AT_ONCE);
    var tried = new ArrayList<Tried>();
    for (int from = 0; from < ports.size(); from += step) {
      var some = ports.subList(from, Math.min(ports.size(), from + step));
      progress.accept(
          "trying ports %d to %d from outside".formatted(some.getFirst(), some.getLast()));
      tried.addAll(tried(some, some));
    }
    return RangeMap.of(withShifted(tried, ranges));
  }

  /**
   * A port that refuses may lead to one that was not listened on at that moment. A refusal comes at
   * once, so all can be held for as long.
   */
  private List<Tried> withShifted(List<Tried> tried, List<PortRange> ranges)
      throws IOException, InterruptedException {
    var refused =
        tried.stream()
            .filter(each -> each.state() == RangeMap.State.REFUSED)
            .map(Tried::port)
            .limit(Beside.MOST_PORTS)
            .toList();
    if (refused.isEmpty()) {
      return tried;
    }
    var again = tried(RangeMap.sample(ranges, Beside.MOST_PORTS), refused);
    return tried.stream()
        .map(each ->
            again.stream()
                .filter(
                    other -> other.port() == each.port() && other.state() == RangeMap.State.SHIFTED)
                .findFirst()
                .orElse(each))
        .toList();
  }

  /**
   * Listens on some ports and tries some.
   *
   * @param doors what to listen on
   * @param ports what to try; those of them that are taken are not tried
   */
  private List<Tried> tried(List<Integer> doors, List<Integer> ports)
      throws IOException, InterruptedException {
    var secret = Secret.random();
    var opened =
        beside.ask(
            BesideQuestion.OPEN_DOORS.toString(), Map.of("ports", texts(doors), "secret", secret));
    var taken = opened.numbers("taken");
    var open = ports.stream().filter(port -> !taken.contains(port)).toList();
    List<Knock> knocks;
    Shape closed;
    try {
      knocks =
          open.isEmpty()
              ? List.of()
              : Outer.knocks(
                  outside.ask(
                      OutsideQuestion.KNOCK.toString(), Map.of("ports", open, "secret", secret)));
    } finally {
      closed = beside.ask(BesideQuestion.CLOSE_DOORS.toString(), Map.of());
    }
    var visited = new HashSet<Integer>();
    closed.list("arrivals").forEach(arrival -> visited.add((int) arrival.number("port")));
    var tried = new ArrayList<Tried>();
    for (var knock : knocks) {
      knock.told().ifPresent(told -> seenAs.add(InetAddress.ofLiteral(told.from())));
      tried.add(new Tried(knock.port(), RangeMap.state(knock, visited.contains(knock.port()))));
    }
    taken.forEach(port -> tried.add(new Tried(port, RangeMap.State.TAKEN)));
    return tried;
  }

  private static List<String> texts(List<Integer> ports) {
    return ports.stream().map(port -> Integer.toString(port)).toList();
  }

  private Optional<Comparison> compare(List<PortRange> ranges)
      throws IOException, InterruptedException {
    progress.accept("comparing what is sent with what comes, both ways");
    var secret = Secret.random();
    var order = new LinkedHashMap<String, Object>();
    order.put("secret", secret);
    order.put("control", control);
    order.put("outside", Addresses.shown(address));
    order.put("for", seenAs.stream().map(Addresses::shown).toList());
    order.put("ports", texts(RangeMap.sample(ranges, Beside.MOST_PORTS)));
    Shape opened;
    try {
      opened = beside.ask(BesideQuestion.OPEN_STAGE.toString(), order);
    } catch (IOException refused) {
      notes.add("What is sent was not compared with what comes: " + refused.getMessage() + ".");
      return Optional.empty();
    }
    Shape visited;
    Shape played;
    try {
      var scenes = Scene.playable(Visit.isIpv6(address), opened.truth("tls"));
      visited =
          outside.ask(
              OutsideQuestion.VISIT.toString(),
              Map.of(
                  "port", control,
                  "scenes", scenes.stream().map(Scene::toString).toList(),
                  "secret", secret));
    } finally {
      played = beside.ask(BesideQuestion.CLOSE_STAGE.toString(), Map.of());
    }
    var comparison = Comparison.of(Outer.parts(played), Outer.parts(visited));
    if (comparison.scenes().values().stream().noneMatch(Comparison.Both::connected)) {
      notes.add(
          "What is sent was not compared with what comes: the port of the play was not reached.");
      return Optional.empty();
    }
    return Optional.of(comparison);
  }

  private Shape judged(List<PortRange> ranges) throws IOException, InterruptedException {
    var order = new LinkedHashMap<String, Object>();
    seenAs.stream().findFirst().ifPresent(client -> order.put("client", Addresses.shown(client)));
    order.put("server", Addresses.shown(address));
    order.put("control", control);
    order.put("ports", ranges.stream().map(PortRange::toString).toList());
    order.put("since", began.toString());
    return beside.ask(BesideQuestion.JUDGE.toString(), order);
  }
}
