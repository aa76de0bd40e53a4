package pasvport.firewall.live;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pasvport.firewall.need.Family;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What {@code nft -j list ruleset} prints (libnftables-json(5)). */
final class NftRuleset implements Ruleset {

  private final List<Tree> chains = new ArrayList<>();
  private final List<Tree> rules = new ArrayList<>();

  /** Named sets and maps of verdicts, by family and table, then by name. */
  private final Map<String, Map<String, Tree>> sets = new HashMap<>();

  /** Tables that are there and do nothing. */
  private final Set<String> dormant = new HashSet<>();

  /** All else but the head, of one table: for comparison. */
  private final List<Tree> objects = new ArrayList<>();

  /**
   * Reads it, one object after the other.
   *
   * @throws UnreadableException if it is something else
   */
  static NftRuleset read(InputStream json) throws UnreadableException {
    var ruleset = new NftRuleset();
    try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT
          || !"nftables".equals(parser.nextName())
          || parser.nextToken() != JsonToken.START_ARRAY) {
        throw new UnreadableException("it does not begin with {\"nftables\": [");
      }
      for (var token = parser.nextToken();
          token == JsonToken.START_OBJECT;
          token = parser.nextToken()) {
        ruleset.add(Tree.readAt(parser, token));
      }
    } catch (JacksonException e) {
      throw new UnreadableException(
          "line %d, column %d: %s"
              .formatted(
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()));
    }
    return ruleset;
  }

  /** Takes an object, as libnftables-json(5) has it. */
  void add(Tree object) throws UnreadableException {
    var kind = object.kind();
    var body = object.at(kind);
    switch (kind) {
      case "table" -> {
        if (body.has("flags")) {
          flags(table(body), body.at("flags"));
        }
      }
      case "chain" -> chains.add(body);
      case "rule" -> rules.add(body);
      case "set", "map" ->
          sets.computeIfAbsent(table(body), table -> new HashMap<>())
              .put(body.at("name").text(), body.has("elem") ? body.at("elem") : EMPTY);
      default -> {}
    }
    if (!kind.equals("metainfo")) {
      objects.add(object);
    }
  }

  /** Notes that a table, as {@code inet pasvport}, is dormant. */
  void sleeps(String table) {
    dormant.add(table);
  }

  private void flags(String table, Tree flags) throws UnreadableException {
    for (var flag : flags.elements()) {
      switch (flag.text()) {
        case "dormant" -> sleeps(table);
        case "owner", "persist" -> {}
        default ->
            // nft 1.0.6 prints something else in the flag's place.
            throw new UnreadableException(
                "table %s has a flag that is printed as \"%s\"; whether it is dormant is told by nft list ruleset, without -j"
                    .formatted(table, flag.text()));
      }
    }
  }

  /**
   * Takes sets without elements for sets whose elements are not told: {@code nft -t} leaves them
   * out, and those that rules fill were listed at another time.
   */
  NftRuleset withoutElementsUntold() {
    sets.values()
        .forEach(ofTable ->
            ofTable.replaceAll((_, elements) -> elements.elements().isEmpty() ? UNTOLD : elements));
    return this;
  }

  private static final Tree EMPTY = new Tree.Elements(List.of());
  private static final Tree UNTOLD = new Tree.Elements(List.of(new Tree.Leaf(NftValues.UNTOLD)));

  private static String table(Tree object) {
    return object.at("family").text()
        + " "
        + object.at(object.has("table") ? "table" : "name").text();
  }

  /** All but the head, in its order. */
  List<Tree> objects() {
    return List.copyOf(objects);
  }

  /** All that belongs to a table, as {@code inet pasvport}, in its order. */
  List<Tree> table(String name) {
    return objects.stream().filter(object -> table(object.at(object.kind())).equals(name)).toList();
  }

  @Override
  public boolean covers(Family family) {
    return true;
  }

  @Override
  public boolean coversTranslation(Family family) {
    return true;
  }

  @Override
  public List<Hook> hooks(String type, String at, Question question) {
    var byTable = new LinkedHashMap<String, Map<String, List<Rule>>>();
    for (var chain : chains) {
      if (concerns(chain, question) && !dormant.contains(table(chain))) {
        byTable
            .computeIfAbsent(table(chain), table -> new HashMap<>())
            .put(chain.at("name").text(), new ArrayList<>());
      }
    }
    var readers = new HashMap<String, NftRules>();
    for (var rule : rules) {
      var table = table(rule);
      var lists = byTable.getOrDefault(table, Map.of());
      var list = lists.get(rule.at("chain").text());
      if (list != null) {
        list.addAll(
            readers
                .computeIfAbsent(
                    table,
                    name ->
                        new NftRules(
                            question, new NftValues(question, sets.getOrDefault(name, Map.of()))))
                .of(rule));
      }
    }
    var hooks = new ArrayList<Hook>();
    byTable.forEach((table, lists) -> {
      var named = new HashMap<String, Chain>();
      lists.forEach((name, list) -> named.put(name, new Chain(name, list)));
      chains.stream()
          .filter(chain -> table(chain).equals(table))
          .filter(chain -> chain.at("type").text().equals(type))
          .filter(chain -> chain.at("hook").text().equals(at))
          .forEach(chain -> hooks.add(hook(chain, table, named)));
    });
    hooks.sort(Comparator.comparingInt(Hook::priority));
    return hooks;
  }

  private static Hook hook(Tree chain, String table, Map<String, Chain> named) {
    var name = chain.at("name").text();
    var policy = chain.at("policy").text();
    return new Hook(
        chain.at("hook").text(),
        Integer.parseInt(chain.at("prio").text()),
        named.getOrDefault(name, new Chain(name, List.of())),
        named,
        policy.equals("drop"),
        () -> new RuleText(table + " " + name, "policy " + policy));
  }

  private static boolean concerns(Tree chain, Question question) {
    return switch (chain.at("family").text()) {
      case "inet" -> true;
      case "ip" -> question.family() == Family.IPV4;
      case "ip6" -> question.family() == Family.IPV6;
      default -> false;
    };
  }
}
