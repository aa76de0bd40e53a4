package pasvport.firewall.live;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pasvport.firewall.live.Condition.Always;
import pasvport.firewall.live.Condition.Unknown;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Place;

/** Matches of nft's JSON (libnftables-json(5)) as conditions for a first packet of TCP. */
final class NftConditions {

  /** Payload that no packet of TCP has. */
  private static final Set<String> OTHER_PROTOCOLS =
      Set.of("udp", "udplite", "sctp", "dccp", "icmp", "icmpv6", "igmp", "ah", "esp", "comp");

  /** What a route's device is if there is none, as a name and a number. */
  private static final Set<String> NO_ROUTE = Set.of("false", "missing", "0");

  private static final String SYN = "syn";

  private final Question question;
  private final NftValues values;

  NftConditions(Question question, NftValues values) {
    this.question = question;
    this.values = values;
  }

  Condition of(Tree match) {
    var left = match.at("left");
    var operator = match.at("op").text();
    var right = match.at("right");
    var body = left.at(left.kind());
    return switch (left.kind()) {
      case "payload" ->
          payload(body.at("protocol").text(), body.at("field").text(), operator, right);
      case "meta" -> meta(body.at("key").text(), operator, right);
      case "ct" -> tracking(body.at("key").text(), operator, right);
      case "fib" -> route(body, operator, right);
      case "&" -> masked(body, operator, right);
      default -> unknown(left, right);
    };
  }

  private Condition payload(String protocol, String field, String operator, Tree right) {
    if (OTHER_PROTOCOLS.contains(protocol)) {
      return new Always(false);
    }
    var family = question.family() == Family.IPV4 ? "ip" : "ip6";
    return switch (protocol) {
      case "ip", "ip6" -> {
        if (!protocol.equals(family)) {
          yield new Always(false);
        }
        yield switch (field) {
          case "saddr" -> number(Dimension.SOURCE, operator, right);
          case "daddr" -> number(Dimension.DESTINATION, operator, right);
          case "protocol", "nexthdr" -> named(operator, right, "tcp", "6");
          default -> new Unknown(protocol + " " + field);
        };
      }
      case "tcp", "th" ->
          switch (field) {
            case "sport" -> number(Dimension.SOURCE_PORT, operator, right);
            case "dport" -> number(Dimension.DESTINATION_PORT, operator, right);
            case "flags" -> bits(operator, right, SYN);
            default -> new Unknown(protocol + " " + field);
          };
      default -> new Unknown(protocol + " " + field);
    };
  }

  private Condition meta(String key, String operator, Tree right) {
    return switch (key) {
      case "iifname" -> number(Dimension.IN_DEVICE, operator, right);
      case "oifname" -> number(Dimension.OUT_DEVICE, operator, right);
      case "iif" -> index(key, Dimension.IN_DEVICE, operator, right);
      case "oif" -> index(key, Dimension.OUT_DEVICE, operator, right);
      case "l4proto" -> named(operator, right, "tcp", "6");
      case "nfproto" ->
          named(operator, right, familyName(), question.family() == Family.IPV4 ? "2" : "10");
      case "protocol" ->
          named(operator, right, question.family() == Family.IPV4 ? "ip" : "ip6", familyName());
      case "mark" -> mark(/* ofConnection= */ false, MarkBits.ALL, operator, right);
      default -> new Unknown("meta " + key);
    };
  }

  /** By its number: that is what nft lists where the interface was not there. */
  private Condition index(String key, Dimension dimension, String operator, Tree right) {
    return values.flat(right).stream().anyMatch(each -> isNumber(each.text()))
        ? new Unknown(key + " by number")
        : number(dimension, operator, right);
  }

  private String familyName() {
    return question.family().name().toLowerCase(Locale.ROOT);
  }

  private Condition tracking(String key, String operator, Tree right) {
    return switch (key) {
      case "state" -> bits(operator, right, "new");
      case "direction" -> named(operator, right, "original", "0");
      case "mark" -> mark(/* ofConnection= */ true, MarkBits.ALL, operator, right);
      // A first packet has a helper only if another connection announced it.
      case "helper" -> new Always(false);
      case "status" ->
          right.text().equals("dnat")
              ? new Condition.Translated(!operator.startsWith("!"))
              : new Unknown("ct status");
      default -> new Unknown("ct " + key);
    };
  }

  private Condition route(Tree fib, String operator, Tree right) {
    boolean type = fib.at("result").text().equals("type") && fib.at("flags").text().equals("daddr");
    return type
        ? named(operator, right, question.place() == Place.HOST ? "local" : "unicast")
        : reversePath(fib, operator, right);
  }

  /** Whether answers would go out where the packet came in: those of clients do. */
  private Condition reversePath(Tree fib, String operator, Tree right) {
    boolean asked =
        fib.at("result").text().equals("oif")
            && fib.at("flags").elements().stream().anyMatch(flag -> flag.text().equals("saddr"));
    return asked && NO_ROUTE.contains(right.text())
        ? new Always(operator.equals("!="))
        : new Unknown("fib");
  }

  private Condition masked(Tree sides, String operator, Tree right) {
    var of = sides.elements().getFirst();
    var mask = sides.elements().getLast();
    var key = of.at(of.kind()).at("key").text();
    if (key.equals("mark")) {
      return MarkBits.parse(mask.text())
          .map(bits -> mark(of.kind().equals("ct"), bits, operator, right))
          .orElseGet(() -> new Unknown("mark"));
    }
    boolean flags = of.at("payload").at("field").text().equals("flags");
    if (flags && words(mask).contains(SYN)) {
      // Of what the mask leaves, a first packet has this flag alone.
      return operator.equals("in") ? unknown(of, right) : bits(operator, right, SYN);
    }
    return unknown(of, right);
  }

  private static Condition mark(boolean ofConnection, long bits, String operator, Tree right) {
    boolean equality = operator.equals("==") || operator.equals("!=");
    return MarkBits.parse(right.text())
        .filter(value -> equality)
        .<Condition>map(
            value -> new Condition.Mark(ofConnection, bits, value, operator.equals("==")))
        .orElseGet(() -> new Unknown("mark"));
  }

  private Condition number(Dimension dimension, String operator, Tree right) {
    var all = question.all(dimension);
    return values
        .intervals(dimension, right)
        .flatMap(wanted ->
            switch (operator) {
              case "==", "in" -> Optional.of(wanted);
              case "!=" -> Optional.of(wanted.complement(everything(dimension, question)));
              case "<", "<=", ">", ">=" -> Optional.of(compared(operator, wanted, all));
              default -> Optional.<Intervals>empty();
            })
        .<Condition>map(intervals -> new Condition.Within(dimension, intervals))
        .orElseGet(() -> unknown(new Tree.Leaf(dimension.name()), right));
  }

  /** All numbers that a dimension has, also those that are not asked for. */
  static Interval everything(Dimension dimension, Question question) {
    return dimension == Dimension.IN_DEVICE || dimension == Dimension.OUT_DEVICE
        ? Interval.of(0, Integer.MAX_VALUE)
        : question.all(dimension);
  }

  private static Intervals compared(String operator, Intervals wanted, Interval all) {
    var bound = wanted.all().getFirst().first();
    var one = BigInteger.ONE;
    return Intervals.of(
        List.of(
            switch (operator) {
              case "<" -> new Interval(all.first(), bound.subtract(one));
              case "<=" -> new Interval(all.first(), bound);
              case ">" -> new Interval(bound.add(one), all.last());
              default -> new Interval(bound, all.last());
            }));
  }

  /**
   * Whether one of these names of what the packet is stands on the right side. A range may hold it
   * by number, and a number may mean it where none of the names is one.
   */
  private Condition named(String operator, Tree right, String... names) {
    var wanted = Set.of(names);
    boolean byNumber = wanted.stream().anyMatch(NftConditions::isNumber);
    boolean stands = false;
    boolean doubtful = false;
    for (var each : values.flat(right)) {
      stands |= wanted.contains(each.text());
      doubtful |=
          !(each instanceof Tree.Leaf(String text))
              || text.equals(NftValues.UNTOLD)
              || (isNumber(text) && !byNumber);
    }
    if (doubtful && !stands) {
      return new Unknown(right.text());
    }
    return switch (operator) {
      case "==", "in" -> new Always(stands);
      case "!=" -> new Always(!stands);
      default -> new Unknown(operator);
    };
  }

  /** Whether bits are as asked for, of which a first packet has this one and no other. */
  private Condition bits(String operator, Tree right, String bit) {
    boolean anyOfSet = right.has("set") || right.text().startsWith("@");
    var asked = anyOfSet ? values.flat(right) : List.of(right);
    if (asked.stream().flatMap(each -> words(each).stream()).anyMatch(NftConditions::isMask)) {
      return new Unknown(right.text());
    }
    boolean exactly = asked.stream().anyMatch(each -> words(each).equals(Set.of(bit)));
    boolean among = words(right).contains(bit);
    return switch (operator) {
      case "==" -> new Always(exactly);
      case "!=" -> new Always(!exactly);
      case "in" -> new Always(among);
      case "!" -> new Always(!among);
      default -> new Unknown(operator);
    };
  }

  /** Names of bits, one or several, joined by commas or bars. */
  private static Set<String> words(Tree bits) {
    return switch (bits) {
      case Tree.Leaf(String text) -> Set.of(text);
      case Tree.Elements(var all) ->
          all.stream().flatMap(each -> words(each).stream()).collect(Collectors.toSet());
      case Tree.Members _ -> bits.has("|") ? words(bits.at("|")) : Set.of(bits.text());
    };
  }

  /** Bits by number, but for none at all. */
  private static boolean isMask(String text) {
    return isNumber(text) && !text.equals("0");
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(Character::isDigit);
  }

  private static Unknown unknown(Tree left, Tree right) {
    return new Unknown(left.text() + " " + right.text());
  }
}
