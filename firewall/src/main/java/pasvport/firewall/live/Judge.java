package pasvport.firewall.live;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import pasvport.firewall.live.Judgement.Answer;
import pasvport.firewall.live.Judgement.Cause;
import pasvport.firewall.live.Judgement.Excess;
import pasvport.firewall.live.Judgement.Judged;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Translation;
import pasvport.site.Network;
import pasvport.site.PortRange;

/** Traces what a hop needs through a firewall's rules. */
final class Judge {

  /** More packets than these would not be read; the first rules are the ones to look at. */
  private static final int MOST_CAUSES = 5;

  /**
   * Packets of a family in one direction, and the hooks that they meet.
   *
   * @param before where it is decided where they go
   * @param then at the place that the need is about
   */
  private record Way(Question question, List<Hook> before, List<Hook> then) {}

  private final Ruleset ruleset;
  private final HopNeeds hop;
  private final Map<List<Object>, Way> ways = new LinkedHashMap<>();

  Judge(Ruleset ruleset, HopNeeds hop) {
    this.ruleset = ruleset;
    this.hop = hop;
  }

  List<Judged> needs() {
    return hop.needs().stream().map(this::judged).toList();
  }

  private Judged judged(Need need) {
    if (!ruleset.covers(need.family())) {
      return new Judged(
          need,
          Answer.CANNOT_TELL,
          List.of(
              new Cause(
                  need.family() + " packets",
                  new RuleText("the rules given", "they are of the other family"))));
    }
    var way = way(need.family(), need.purpose().isOutward(), /* anywhere= */ false);
    var decided = trip(need, way, boxes(need, way.question(), need.clients()));
    var answer = answer(decided);
    var words = new Words(way.question());
    return new Judged(
        need,
        answer,
        decided.stream()
            .filter(each -> answer == Answer.OPEN || each.verdict() != Verdict.ACCEPTED)
            .map(each -> new Cause(words.of(each.box()), each.by().get()))
            .distinct()
            .limit(MOST_CAUSES)
            .toList());
  }

  private static Answer answer(List<Decided> decided) {
    var verdicts = decided.stream().map(Decided::verdict).distinct().toList();
    if (verdicts.contains(Verdict.UNKNOWN)) {
      return Answer.CANNOT_TELL;
    }
    return verdicts.size() > 1
        ? Answer.PARTLY
        : verdicts.contains(Verdict.ACCEPTED) ? Answer.OPEN : Answer.CLOSED;
  }

  /** From the client to the server, or the other way. */
  private List<Decided> trip(Need need, Way way, List<Box> boxes) {
    var translation = translation(need);
    if (translation.isEmpty()
        && hop.place() == Place.HOST
        && !need.purpose().isOutward()
        && ruleset.coversTranslation(need.family())) {
      return atHost(way, boxes);
    }
    if (translation.isEmpty() || !ruleset.coversTranslation(need.family())) {
      return Walk.through(
          Stream.concat(way.before().stream(), way.then().stream()).toList(),
          translation.isEmpty() ? boxes : boxes.stream().map(Judge::takenAsTranslated).toList());
    }
    return throughNat(translation.get(), way, boxes);
  }

  /** What NAT leads from a host to another does not arrive at its servers. */
  private List<Decided> atHost(Way way, List<Box> boxes) {
    var nat = ruleset.hooks("nat", "prerouting", way.question());
    var verdicts = new ArrayList<Decided>();
    var arrived = new ArrayList<Box>();
    for (var each :
        Walk.through(Stream.concat(way.before().stream(), nat.stream()).toList(), boxes)) {
      if (each.verdict() != Verdict.ACCEPTED) {
        verdicts.add(each);
      } else if (each.box().translated()) {
        verdicts.add(new Decided(each.box(), Verdict.DROPPED, each.by()));
      } else {
        arrived.add(each.box());
      }
    }
    verdicts.addAll(Walk.through(way.then(), arrived));
    return verdicts;
  }

  /** Where the firewall's NAT cannot be seen, it is taken to be as it should. */
  private static Box takenAsTranslated(Box box) {
    return box.translatedTo(box.at(Dimension.DESTINATION), box.at(Dimension.DESTINATION_PORT));
  }

  private List<Decided> throughNat(Translation translation, Way way, List<Box> boxes) {
    var nat = new Nat(ruleset, way.question(), translation);
    var arrived = nat.arrivals(boxes);
    var verdicts = new ArrayList<>(arrived.stream().filter(Predicate.not(nat::isRight)).toList());
    verdicts.addAll(
        Walk.through(way.then(), arrived.stream().filter(nat::isRight).map(Decided::box).toList()));
    return verdicts;
  }

  private Way way(Family family, boolean outward, boolean anywhere) {
    boolean host = hop.place() == Place.HOST;
    var outside = anywhere ? Optional.<String>empty() : hop.outside();
    var inside = host ? Optional.<String>empty() : hop.inside();
    return ways.computeIfAbsent(
        List.of(family, outward, outside, inside),
        key -> {
          var question =
              outward
                  ? new Question(family, hop.place(), inside, outside)
                  : new Question(family, hop.place(), outside, inside);
          var at = host ? (outward ? "output" : "input") : "forward";
          var before = outward ? List.<Hook>of() : ruleset.hooks("filter", "prerouting", question);
          return new Way(question, before, ruleset.hooks("filter", at, question));
        });
  }

  private List<Box> boxes(Need need, Question question, List<Network> clients) {
    boolean outward = need.purpose().isOutward();
    var server = outward ? Dimension.SOURCE : Dimension.DESTINATION;
    var client = outward ? Dimension.DESTINATION : Dimension.SOURCE;
    var any = Arrays.stream(Dimension.values()).map(question::all).toList();
    var box =
        Box.of(any)
            .with(
                Dimension.DESTINATION_PORT, Interval.of(need.ports().first(), need.ports().last()));
    if (need.server().isPresent()) {
      box = box.with(server, NftValues.of(single(need.server().get())));
    }
    if (need.sourcePort().isPresent()) {
      int port = need.sourcePort().get();
      box = box.with(Dimension.SOURCE_PORT, Interval.of(port, port));
    }
    var made = box;
    return clients.isEmpty()
        ? List.of(made)
        : Intervals.of(clients.stream().map(NftValues::of).toList()).all().stream()
            .map(interval -> made.with(client, interval))
            .toList();
  }

  private static Network single(InetAddress address) {
    return Network.containing(address, address.getAddress().length * Byte.SIZE);
  }

  /** That by which clients of an address outside come to the server. */
  private Optional<Translation> translation(Need need) {
    return need.purpose().isOutward()
        ? Optional.empty()
        : hop.translations().stream().filter(each -> leadsTo(each, need)).findFirst();
  }

  private static boolean leadsTo(Translation translation, Need need) {
    return need.server().equals(Optional.of(translation.inside()))
        && translation.insidePorts().contains(need.ports().first())
        && translation.insidePorts().contains(need.ports().last());
  }

  /** What strangers reach, and what clients reach beside the ports that they need. */
  List<Excess> excess() {
    return Stream.of(Family.values())
        .filter(ruleset::covers)
        .flatMap(family -> excess(family).stream())
        .toList();
  }

  private List<Excess> excess(Family family) {
    var way = way(family, /* outward= */ false, /* anywhere= */ true);
    var needs = hop.inward().stream().filter(need -> need.family() == family).toList();
    var open = new LinkedHashMap<Supplier<RuleText>, List<Box>>();
    for (var need : needs) {
      var accepted = new LinkedHashMap<Supplier<RuleText>, List<Box>>();
      reached(need, way).stream()
          .filter(each -> each.verdict() == Verdict.ACCEPTED)
          .forEach(
              each -> accepted.computeIfAbsent(each.by(), by -> new ArrayList<>()).add(each.box()));
      accepted.forEach((by, boxes) -> {
        if (boxes.stream().anyMatch(box -> reaches(box, need.ports()))) {
          open.computeIfAbsent(by, each -> new ArrayList<>()).addAll(boxes);
        }
      });
    }
    var needed = needs.stream().flatMap(need -> needed(need, way.question())).toList();
    var excess = new ArrayList<Excess>();
    open.forEach((by, boxes) -> {
      var left = minus(boxes, needed);
      if (!left.isEmpty()) {
        excess.add(
            new Excess(
                new Words(way.question()).addresses(intervals(left, Dimension.SOURCE)),
                Words.ports(intervals(left, Dimension.DESTINATION_PORT)),
                by.get()));
      }
    });
    return excess;
  }

  /** What becomes of anyone who comes near the ports, at an outside address too. */
  private List<Decided> reached(Need need, Way way) {
    var boxes =
        boxes(wider(need), way.question(), List.of()).stream()
            .flatMap(box -> notFromInside(box, way.question()))
            .toList();
    var hooks = Stream.concat(way.before().stream(), way.then().stream()).toList();
    var decided = new ArrayList<>(Walk.through(hooks, boxes));
    translation(need)
        .filter(_ -> ruleset.coversTranslation(need.family()))
        .ifPresent(translation -> decided.addAll(throughNat(translation, way, boxes)));
    return decided;
  }

  /** Those behind the firewall need it for nothing but their way out. */
  private Stream<Box> notFromInside(Box box, Question question) {
    var inside =
        hop.place() == Place.HOST
            ? Intervals.NONE
            : Intervals.of(hop.inside().map(question::device).stream().toList());
    return inside.without(box.at(Dimension.IN_DEVICE)).stream()
        .map(devices -> box.with(Dimension.IN_DEVICE, devices));
  }

  /** With the ports right below and above: who opens them too, opens more than is needed. */
  private static Need wider(Need need) {
    return new Need(
        need.purpose(),
        need.family(),
        need.clients(),
        need.server(),
        new PortRange(
            Math.max(need.ports().first() - 1, 1),
            Math.min(need.ports().last() + 1, PortRange.HIGHEST)),
        need.sourcePort(),
        need.reason());
  }

  private static boolean reaches(Box box, PortRange ports) {
    return box.at(Dimension.DESTINATION_PORT).overlaps(Interval.of(ports.first(), ports.last()));
  }

  private Stream<Box> needed(Need need, Question question) {
    var behind =
        hop.hairpin().stream()
            .filter(network -> Family.of(network.address()) == need.family())
            .toList();
    var clients =
        need.clients().isEmpty()
            ? List.<Network>of()
            : Stream.concat(need.clients().stream(), behind.stream()).toList();
    return boxes(need, question, clients).stream();
  }

  private static List<Box> minus(List<Box> boxes, List<Box> needed) {
    var left = boxes;
    for (var box : needed) {
      left = left.stream().flatMap(each -> each.minus(box).stream()).toList();
    }
    return left;
  }

  private static List<Interval> intervals(List<Box> boxes, Dimension dimension) {
    return boxes.stream().map(box -> box.at(dimension)).toList();
  }
}
