package pasvport.firewall.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pasvport.firewall.live.NftLexer.Kind;

/**
 * What {@code nft list ruleset} prints (nft(8)), as the same objects that {@code nft -j list
 * ruleset} has. Whatever is not understood is refused with its line, never passed over.
 */
final class NftListing {

  /** Standard priorities by name; bridge has its own. */
  private static final Map<String, Integer> PRIORITIES =
      Map.of(
          "raw", -300, "mangle", -150, "dstnat", -100, "filter", 0, "security", 50, "srcnat", 100);

  private static final Map<String, Integer> BRIDGE_PRIORITIES =
      Map.of("dstnat", -300, "filter", -200, "out", 100, "srcnat", 300);

  private static final Set<String> FAMILIES =
      Set.of("ip", "ip6", "inet", "arp", "bridge", "netdev");

  /** Objects of a table that say nothing about packets by themselves. */
  private static final Set<String> NAMED =
      Set.of("flowtable", "counter", "quota", "limit", "secmark", "synproxy");

  private final NftLexer lexer;
  private final NftStatements statements;
  private final NftRuleset ruleset = new NftRuleset();
  private String family = "";
  private String table = "";

  /** Those of the table at hand, which come behind its chains as in JSON. */
  private final List<Tree> rules = new ArrayList<>();

  private NftListing(String text) {
    lexer = new NftLexer(text);
    statements = new NftStatements(lexer);
  }

  /**
   * Reads it.
   *
   * @throws UnreadableException with the line, if a part is not understood
   */
  static NftRuleset read(String text) throws UnreadableException {
    var listing = new NftListing(text);
    listing.file();
    return listing.ruleset;
  }

  private void file() throws UnreadableException {
    lexer.advance();
    skipNewlines();
    if (lexer.isWord("flush")) {
      lexer.advance();
      statements.expectWord("ruleset");
      skipNewlines();
    }
    while (lexer.kind() != Kind.END) {
      statements.expectWord("table");
      family = FAMILIES.contains(lexer.text()) ? statements.word() : "ip";
      table = statements.word();
      statements.expectSign("{");
      ruleset.add(object("table", header("family", family, "name", table)));
      inTable();
      skipNewlines();
    }
  }

  private void skipNewlines() throws UnreadableException {
    while (lexer.kind() == Kind.NEWLINE) {
      lexer.advance();
    }
  }

  /** Whether a block goes on; that the text ends within it is an error. */
  private boolean goesOn() throws UnreadableException {
    skipNewlines();
    if (lexer.kind() == Kind.END) {
      throw NftStatements.notUnderstood(lexer.line(), lexer.text());
    }
    return !lexer.isSign("}");
  }

  private void inTable() throws UnreadableException {
    while (goesOn()) {
      int line = lexer.line();
      var kind = statements.word();
      switch (kind) {
        case "chain" -> chain(statements.word());
        case "set", "map" -> set(kind, statements.word());
        case "ct" -> named("ct " + statements.word());
        case "flags" -> flags();
        case "comment" -> statements.skipLine();
        default -> {
          if (!NAMED.contains(kind)) {
            throw NftStatements.notUnderstood(line, kind);
          }
          named(kind);
        }
      }
    }
    lexer.advance();
    for (var rule : rules) {
      ruleset.add(rule);
    }
    rules.clear();
  }

  private void flags() throws UnreadableException {
    while (!lexer.isEnd()) {
      if (lexer.isWord("dormant")) {
        ruleset.sleeps(family + " " + table);
      }
      lexer.advance();
    }
  }

  private Map<String, Tree> header(String... pairs) {
    var members = new LinkedHashMap<String, Tree>();
    for (int i = 0; i < pairs.length; i += 2) {
      members.put(pairs[i], new Tree.Leaf(pairs[i + 1]));
    }
    return members;
  }

  private static Tree object(String kind, Map<String, Tree> members) {
    return new Tree.Members(Map.of(kind, new Tree.Members(members)));
  }

  /** An object of which only the name matters. */
  private void named(String kind) throws UnreadableException {
    var members = header("family", family, "name", statements.word(), "table", table);
    statements.expectSign("{");
    for (int open = 1; open > 0; lexer.advance()) {
      if (lexer.kind() == Kind.END) {
        throw NftStatements.notUnderstood(lexer.line(), lexer.text());
      }
      open += lexer.isSign("{") ? 1 : lexer.isSign("}") ? -1 : 0;
    }
    ruleset.add(object(kind, members));
  }

  private void set(String kind, String name) throws UnreadableException {
    var members = header("family", family, "name", name, "table", table);
    statements.expectSign("{");
    while (goesOn()) {
      if (lexer.isWord("elements")) {
        lexer.advance();
        statements.expectSign("=");
        members.put("elem", new Tree.Elements(statements.elements()));
      } else {
        statements.skipLine();
      }
    }
    lexer.advance();
    ruleset.add(object(kind, members));
  }

  private void chain(String name) throws UnreadableException {
    var members = header("family", family, "table", table, "name", name);
    statements.expectSign("{");
    lexer.takeHandle();
    while (goesOn()) {
      switch (lexer.text()) {
        case "type" -> base(members);
        case "policy" -> {
          lexer.advance();
          members.put("policy", new Tree.Leaf(statements.word()));
        }
        case "comment", "devices" -> statements.skipLine();
        default -> rules.add(rule(name));
      }
    }
    lexer.advance();
    if (members.containsKey("hook")) {
      members.putIfAbsent("policy", new Tree.Leaf("accept"));
    }
    ruleset.add(object("chain", members));
  }

  /** {@code type filter hook input priority filter + 10}. */
  private void base(Map<String, Tree> members) throws UnreadableException {
    lexer.advance();
    members.put("type", new Tree.Leaf(statements.word()));
    statements.expectWord("hook");
    members.put("hook", new Tree.Leaf(statements.word()));
    if (lexer.isWord("device")) {
      lexer.advance();
      lexer.advance();
    }
    statements.expectWord("priority");
    members.put("prio", new Tree.Leaf(Integer.toString(priority())));
  }

  private int priority() throws UnreadableException {
    int line = lexer.line();
    var written = statements.word();
    var byName = family.equals("bridge") ? BRIDGE_PRIORITIES : PRIORITIES;
    try {
      int priority = byName.containsKey(written) ? byName.get(written) : Integer.parseInt(written);
      if (lexer.isWord("+") || lexer.isWord("-")) {
        int sign = lexer.isWord("+") ? 1 : -1;
        lexer.advance();
        priority += sign * Integer.parseInt(statements.word());
      }
      return priority;
    } catch (NumberFormatException e) {
      throw NftStatements.notUnderstood(line, written);
    }
  }

  private Tree rule(String chain) throws UnreadableException {
    var members = header("family", family, "table", table, "chain", chain);
    members.put("line", new Tree.Leaf(Integer.toString(lexer.line())));
    var expressions = new ArrayList<Tree>();
    while (!lexer.isEnd()) {
      if (lexer.isWord("comment")) {
        lexer.advance();
        members.put("comment", new Tree.Leaf(statements.quoted()));
      } else {
        expressions.add(statements.statement());
      }
    }
    var handle = lexer.takeHandle();
    if (!handle.isEmpty()) {
      members.put("handle", new Tree.Leaf(handle));
    }
    members.put("expr", new Tree.Elements(List.copyOf(expressions)));
    return object("rule", members);
  }
}
