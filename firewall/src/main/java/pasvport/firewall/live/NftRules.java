package pasvport.firewall.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules of nft's JSON as this program's own. */
final class NftRules {

  /** Statements that let every packet go on as it is. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("counter", "log", "ct helper", "map", "flow", "dup", "secmark", "continue");

  private final NftConditions conditions;
  private final NftValues values;

  NftRules(Question question, NftValues values) {
    this.conditions = new NftConditions(question, values);
    this.values = values;
  }

  /** What a rule is worth: none, if it has no effect; several, if it has a map of verdicts. */
  List<Rule> of(Tree rule) {
    var asked = new ArrayList<Condition>();
    // Of concatenations: one of each has to hold.
    var choices = new ArrayList<List<List<Condition>>>();
    var done = new ArrayList<Action>();
    Supplier<RuleText> source = () -> text(rule);
    for (var statement : rule.at("expr").elements()) {
      var kind = statement.kind();
      var body = statement.at(kind);
      switch (kind) {
        case "match" -> {
          if (!done.isEmpty()) {
            asked.add(new Condition.Unknown(kind));
          } else if (isChoice(body)) {
            choices.add(
                values.flat(body.at("right")).stream()
                    .map(element -> equal(body.at("left"), element))
                    .toList());
          } else {
            asked.add(conditions.of(body));
          }
        }
        case "vmap" -> {
          return byVerdict(body, asked, done, source).stream()
              .flatMap(each -> chosen(each, choices))
              .toList();
        }
        case "mangle" -> mangle(body).ifPresent(done::add);
        case "limit", "quota", "ct count", "xt" -> asked.add(new Condition.Unknown(kind));
        case "set" -> {
          // With a statement of its own for each element, it may be a condition (a meter).
          if (body.has("stmt")) {
            asked.add(new Condition.Unknown(kind));
          }
        }
        default -> {
          if (!WITHOUT_EFFECT.contains(kind)) {
            done.add(verdict(statement));
          }
        }
      }
    }
    boolean foreign = rule.at("expr").elements().stream().anyMatch(each -> each.has("xt"));
    if (done.isEmpty() && foreign) {
      done.add(new Action.Unknown("xt"));
    }
    boolean never = asked.contains(new Condition.Always(false));
    return done.isEmpty() || never
        ? List.of()
        : chosen(new Rule(asked, done, source), choices).toList();
  }

  private static boolean isChoice(Tree match) {
    var operator = match.at("op").text();
    return match.at("left").has("concat") && (operator.equals("==") || operator.equals("in"));
  }

  /** What a value, or each part of a concatenation, must be equal to. */
  private List<Condition> equal(Tree left, Tree right) {
    if (!left.has("concat")) {
      return List.of(conditions.of(equality(left, right)));
    }
    var keys = left.at("concat").elements();
    var parts = right.at("concat").elements();
    if (parts.size() != keys.size()) {
      return List.of(new Condition.Unknown("concatenation"));
    }
    return IntStream.range(0, keys.size())
        .mapToObj(part -> conditions.of(equality(keys.get(part), parts.get(part))))
        .toList();
  }

  private static Tree equality(Tree left, Tree right) {
    var match = new LinkedHashMap<String, Tree>();
    match.put("op", new Tree.Leaf("=="));
    match.put("left", left);
    match.put("right", right);
    return new Tree.Members(match);
  }

  /** A rule for each way to choose. */
  private static Stream<Rule> chosen(Rule rule, List<List<List<Condition>>> choices) {
    var rules = Stream.of(rule);
    for (var choice : choices) {
      rules = rules.flatMap(each -> choice.stream().flatMap(one -> with(each, one)));
    }
    return rules;
  }

  private static Stream<Rule> with(Rule rule, List<Condition> more) {
    if (more.contains(new Condition.Always(false))) {
      return Stream.of();
    }
    return Stream.of(
        new Rule(
            Stream.concat(rule.conditions().stream(), more.stream()).toList(),
            rule.actions(),
            rule.source()));
  }

  private static RuleText text(Tree rule) {
    return new RuleText(
        "%s %s %s, %s"
            .formatted(
                rule.at("family").text(),
                rule.at("table").text(),
                rule.at("chain").text(),
                rule.has("line")
                    ? "line " + rule.at("line").text()
                    : "handle " + rule.at("handle").text()),
        NftText.of(rule));
  }

  /** Each verdict of a map is a rule of its own: its keys have nothing in common. */
  private List<Rule> byVerdict(
      Tree map, List<Condition> asked, List<Action> done, Supplier<RuleText> source) {
    var rules = new ArrayList<Rule>();
    for (var element : values.flat(map.at("data"))) {
      var pair = element.elements();
      var own = new ArrayList<>(asked);
      own.addAll(equal(map.at("key"), pair.getFirst()));
      var actions = new ArrayList<>(done);
      actions.add(pair.size() == 2 ? verdict(pair.getLast()) : new Action.Unknown("vmap"));
      if (!own.contains(new Condition.Always(false))) {
        rules.add(new Rule(own, actions, source));
      }
    }
    return rules;
  }

  private static Action verdict(Tree statement) {
    var kind = statement.kind();
    var target = statement.at(kind).at("target").text();
    return switch (kind) {
      case "accept" -> new Action.Accept();
      case "drop", "reject" -> new Action.Drop();
      case "return" -> new Action.Return();
      case "jump" -> new Action.Jump(target);
      case "goto" -> new Action.Goto(target);
      case "dnat" -> translate(statement.at(kind));
      default -> new Action.Unknown(kind);
    };
  }

  private static Action translate(Tree nat) {
    var address = nat.at("addr");
    var port = nat.at("port");
    try {
      return new Action.Translate(
          nat.has("addr") ? Optional.of(NftValues.address(address.text())) : Optional.empty(),
          nat.has("port") ? Optional.of(ports(port)) : Optional.empty());
    } catch (IllegalArgumentException map) {
      return new Action.Unknown("dnat");
    }
  }

  private static Interval ports(Tree port) {
    var ends = port.has("range") ? port.at("range").elements() : List.of(port);
    return Interval.of(
        Long.parseLong(ends.getFirst().text()), Long.parseLong(ends.getLast().text()));
  }

  /** A change of a mark; of anything else that rules ask for, something unknown. */
  private static Optional<Action> mangle(Tree mangle) {
    var key = mangle.at("key");
    boolean ofConnection = key.has("ct");
    if (key.has("payload")) {
      return Optional.of(new Action.Unknown("mangle"));
    }
    if (!key.at(key.kind()).at("key").text().equals("mark")) {
      return Optional.empty();
    }
    return Optional.of(
        setMark(ofConnection, mangle.at("value")).orElseGet(() -> new Action.Unknown("mark")));
  }

  private static Optional<Action> setMark(boolean ofConnection, Tree value) {
    var number = MarkBits.parse(value.text());
    if (number.isPresent()) {
      return Optional.of(new Action.SetMark(ofConnection, 0, number.get()));
    }
    var sides = value.at(value.kind()).elements();
    var bits = MarkBits.parse(sides.getLast().text());
    var inner = sides.getFirst();
    boolean ofItself = inner.at(ofConnection ? "ct" : "meta").at("key").text().equals("mark");
    if (bits.isEmpty() || !ofItself) {
      return Optional.empty();
    }
    return switch (value.kind()) {
      case "|" ->
          Optional.of(new Action.SetMark(ofConnection, MarkBits.ALL & ~bits.get(), bits.get()));
      case "^" -> Optional.of(new Action.SetMark(ofConnection, MarkBits.ALL, bits.get()));
      case "&" -> Optional.of(new Action.SetMark(ofConnection, bits.get(), 0));
      default -> Optional.empty();
    };
  }
}
