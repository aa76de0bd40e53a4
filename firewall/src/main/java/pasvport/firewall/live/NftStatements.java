package pasvport.firewall.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pasvport.firewall.live.NftLexer.Kind;

/** The statements and expressions of a rule, as nft(8) lists them. */
final class NftStatements {

  private static final Tree NOTHING = new Tree.Leaf("null");

  private static final Set<String> PAYLOADS =
      Set.of(
          "ether", "vlan", "arp", "ip", "icmp", "igmp", "ip6", "icmpv6", "tcp", "udp", "udplite",
          "sctp", "dccp", "ah", "esp", "comp", "th");

  /** Keys of meta that are listed, or may be written, without the word. */
  private static final Set<String> BARE_META =
      Set.of(
          "iif",
          "iifname",
          "iiftype",
          "iifgroup",
          "oif",
          "oifname",
          "oiftype",
          "oifgroup",
          "ibrname",
          "obrname",
          "pkttype",
          "skuid",
          "skgid",
          "mark",
          "nftrace",
          "rtclassid");

  /** What is made of several flags: one that is asked for need not be alone. */
  private static final Set<String> FLAGS = Set.of("ct state", "ct status", "tcp flags");

  private static final Set<String> NAT_FLAGS = Set.of("random", "fully-random", "persistent");

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private static final Set<String> BIT_OPERATORS = Set.of("&", "|", "^", "<<", ">>");

  private static final Set<String> PORTS = Set.of("sport", "dport");

  private final NftLexer lexer;

  NftStatements(NftLexer lexer) {
    this.lexer = lexer;
  }

  static UnreadableException notUnderstood(int line, String what) {
    return new UnreadableException("line %d: '%s' is not understood".formatted(line, what));
  }

  private UnreadableException notUnderstood() {
    return notUnderstood(lexer.line(), lexer.text());
  }

  // Tokens.

  String word() throws UnreadableException {
    if (lexer.kind() != Kind.WORD) {
      throw notUnderstood();
    }
    return taken();
  }

  String quoted() throws UnreadableException {
    if (lexer.kind() != Kind.TEXT) {
      throw notUnderstood();
    }
    return taken();
  }

  private String taken() throws UnreadableException {
    var text = lexer.text();
    lexer.advance();
    return text;
  }

  void expectWord(String word) throws UnreadableException {
    if (!lexer.isWord(word)) {
      throw notUnderstood();
    }
    lexer.advance();
  }

  void expectSign(String sign) throws UnreadableException {
    if (!lexer.isSign(sign)) {
      throw notUnderstood();
    }
    lexer.advance();
  }

  private boolean took(String word) throws UnreadableException {
    boolean there = lexer.isWord(word);
    if (there) {
      lexer.advance();
    }
    return there;
  }

  private boolean tookSign(String sign) throws UnreadableException {
    boolean there = lexer.isSign(sign);
    if (there) {
      lexer.advance();
    }
    return there;
  }

  /** Passes over what says nothing about packets. */
  void skipLine() throws UnreadableException {
    int open = 0;
    while (open > 0 || !lexer.isEnd()) {
      if (lexer.kind() == Kind.END) {
        throw notUnderstood();
      }
      open += lexer.isSign("{") ? 1 : lexer.isSign("}") ? -1 : 0;
      lexer.advance();
    }
  }

  // Trees.

  private static Tree leaf(String text) {
    return new Tree.Leaf(text);
  }

  private static Tree member(String name, Tree value) {
    return new Tree.Members(Map.of(name, value));
  }

  private static Tree members(String first, Tree one, String second, Tree other) {
    var both = new LinkedHashMap<String, Tree>();
    both.put(first, one);
    both.put(second, other);
    return new Tree.Members(both);
  }

  // Statements.

  /** The next statement of a rule, up to the one behind it. */
  Tree statement() throws UnreadableException {
    if (lexer.kind() != Kind.WORD) {
      throw notUnderstood();
    }
    return switch (lexer.text()) {
      case "accept", "drop", "continue", "return", "jump", "goto" -> verdict();
      case "notrack" -> member(word(), NOTHING);
      case "counter" -> counter();
      case "log" -> log();
      case "limit" -> limit();
      case "quota" -> quota();
      case "reject" -> reject();
      case "dnat", "snat", "masquerade", "redirect", "tproxy" -> nat();
      case "queue", "dup", "fwd", "synproxy" -> unknown();
      case "flow" -> flow();
      case "add", "update", "delete" -> dynamic();
      case "xt" -> foreign();
      case "ct" -> tracking();
      default -> matchOrChange(expression());
    };
  }

  private Tree verdict() throws UnreadableException {
    var kind = word();
    return member(
        kind,
        kind.equals("jump") || kind.equals("goto") ? member("target", leaf(word())) : NOTHING);
  }

  private Tree counter() throws UnreadableException {
    lexer.advance();
    if (took("name")) {
      return member("counter", leaf(taken()));
    }
    if (!took("packets")) {
      return member("counter", NOTHING);
    }
    var packets = leaf(word());
    expectWord("bytes");
    return member("counter", members("packets", packets, "bytes", leaf(word())));
  }

  private Tree log() throws UnreadableException {
    lexer.advance();
    var options = new LinkedHashMap<String, Tree>();
    while (lexer.kind() == Kind.WORD) {
      switch (lexer.text()) {
        case "prefix", "level", "group", "snaplen", "queue-threshold" -> {
          var option = word();
          options.put(option, leaf(taken()));
        }
        case "flags" -> {
          lexer.advance();
          var flags = new ArrayList<Tree>();
          do {
            flags.add(leaf(word()));
            if (lexer.isWord("sequence") || lexer.isWord("options")) {
              flags.add(leaf(word()));
            }
          } while (tookSign(","));
          options.put("flags", new Tree.Elements(flags));
        }
        default -> {
          return member("log", options.isEmpty() ? NOTHING : new Tree.Members(options));
        }
      }
    }
    return member("log", options.isEmpty() ? NOTHING : new Tree.Members(options));
  }

  private Tree limit() throws UnreadableException {
    lexer.advance();
    if (took("name")) {
      return member("limit", leaf(taken()));
    }
    expectWord("rate");
    var limit = new LinkedHashMap<String, Tree>();
    boolean over = took("over");
    var rate = word();
    int slash = rate.indexOf('/');
    limit.put("rate", leaf(slash < 0 ? rate : rate.substring(0, slash)));
    if (slash < 0) {
      rate = word();
      slash = rate.indexOf('/');
      if (slash < 0) {
        throw notUnderstood(lexer.line(), rate);
      }
      limit.put("rate_unit", leaf(rate.substring(0, slash)));
    }
    limit.put("per", leaf(rate.substring(slash + 1)));
    if (over) {
      limit.put("inv", leaf("true"));
    }
    if (took("burst")) {
      limit.put("burst", leaf(word()));
      lexer.advance();
    }
    return member("limit", new Tree.Members(limit));
  }

  private Tree quota() throws UnreadableException {
    lexer.advance();
    if (took("name")) {
      return member("quota", leaf(taken()));
    }
    boolean over = took("over");
    if (!over) {
      took("until");
    }
    var value = leaf(word());
    lexer.advance();
    if (took("used")) {
      lexer.advance();
      lexer.advance();
    }
    return member("quota", members("val", value, "inv", leaf(Boolean.toString(over))));
  }

  private Tree reject() throws UnreadableException {
    lexer.advance();
    if (!took("with")) {
      return member("reject", members("type", leaf("icmpx"), "expr", leaf("port-unreachable")));
    }
    var type = word();
    if (type.equals("tcp")) {
      expectWord("reset");
      return member("reject", member("type", leaf("tcp reset")));
    }
    took("type");
    return member("reject", members("type", leaf(type), "expr", leaf(word())));
  }

  private Tree nat() throws UnreadableException {
    var kind = word();
    var nat = new LinkedHashMap<String, Tree>();
    if (lexer.isWord("ip") || lexer.isWord("ip6") || lexer.isWord("inet")) {
      nat.put("family", leaf(word()));
    }
    if (took("to")) {
      natTarget(nat);
    }
    var flags = new ArrayList<Tree>();
    while (lexer.kind() == Kind.WORD && NAT_FLAGS.contains(lexer.text())) {
      flags.add(leaf(word()));
      tookSign(",");
    }
    if (!flags.isEmpty()) {
      nat.put("flags", flags.size() == 1 ? flags.getFirst() : new Tree.Elements(flags));
    }
    return member(kind, nat.isEmpty() ? NOTHING : new Tree.Members(nat));
  }

  /** {@code ADDRESS[-ADDRESS][:PORT[-PORT]]}, IPv6 perhaps in brackets, or a map. */
  private void natTarget(Map<String, Tree> nat) throws UnreadableException {
    int line = lexer.line();
    if (lexer.kind() != Kind.WORD) {
      throw notUnderstood();
    }
    char first = lexer.text().charAt(0);
    boolean isAddress = first == ':' || first == '[' || Character.digit(first, 16) >= 0;
    if (PAYLOADS.contains(lexer.text()) || BARE_META.contains(lexer.text()) || !isAddress) {
      var key = expression();
      expectWord("map");
      nat.put("addr", member("map", members("key", key, "data", right())));
      return;
    }
    var target = word();
    int port = portColon(target);
    var address = port < 0 ? target : target.substring(0, port);
    if (!address.isEmpty()) {
      nat.put("addr", value(line, address.replace("[", "").replace("]", "")));
    }
    if (port >= 0) {
      nat.put("port", value(line, target.substring(port + 1)));
    }
  }

  /** Where the port begins: behind the bracket of IPv6, or the only colon. */
  private static int portColon(String target) {
    if (target.startsWith("[")) {
      return target.indexOf("]:") < 0 ? -1 : target.lastIndexOf("]:") + 1;
    }
    int colon = target.indexOf(':');
    return colon == target.lastIndexOf(':') ? colon : -1;
  }

  /** A statement that decides in a way that is not followed: its name is enough. */
  private Tree unknown() throws UnreadableException {
    var kind = word();
    while (!lexer.isEnd() && !lexer.isWord("comment")) {
      lexer.advance();
    }
    return member(kind, NOTHING);
  }

  private Tree flow() throws UnreadableException {
    lexer.advance();
    var operation = leaf(word());
    return member("flow", members("op", operation, "flowtable", leaf(word())));
  }

  /** {@code add @set { ip saddr timeout 10m }}. */
  private Tree dynamic() throws UnreadableException {
    var set = new LinkedHashMap<String, Tree>();
    set.put("op", leaf(word()));
    var name = leaf(word());
    expectSign("{");
    set.put("elem", expression());
    if (took("timeout")) {
      lexer.advance();
    }
    while (!tookSign("}")) {
      if (lexer.isEnd()) {
        throw notUnderstood();
      }
      set.put("stmt", NOTHING);
      lexer.advance();
    }
    set.put("set", name);
    return member("set", new Tree.Members(set));
  }

  /** An extension of iptables, which nft names and does not explain. */
  private Tree foreign() throws UnreadableException {
    lexer.advance();
    lexer.advance();
    quoted();
    return member("xt", NOTHING);
  }

  /** Of connection tracking: a helper that is set, a count, or a key. */
  private Tree tracking() throws UnreadableException {
    lexer.advance();
    if (took("count")) {
      boolean over = took("over");
      return member("ct count", members("val", leaf(word()), "inv", leaf(Boolean.toString(over))));
    }
    var key = trackingKey();
    var name = key.at("ct").at("key").text();
    boolean object = Set.of("helper", "timeout", "expectation").contains(name);
    if (object && took("set")) {
      return member("ct " + name, leaf(taken()));
    }
    return matchOrChange(continued(key));
  }

  private Tree matchOrChange(Tree left) throws UnreadableException {
    if (took("vmap")) {
      return member("vmap", members("key", left, "data", right()));
    }
    if (took("set")) {
      return member("mangle", members("key", left, "value", changed()));
    }
    boolean explicit = lexer.kind() == Kind.SIGN && COMPARISONS.contains(lexer.text());
    var operator = explicit ? taken() : "";
    int line = lexer.line();
    var right = right();
    checkPorts(left, right, line);
    if (took("/")) {
      left = member("&", new Tree.Elements(List.of(left, right())));
      operator = operator.isEmpty() ? "==" : operator;
    }
    if (operator.isEmpty()) {
      boolean one = right instanceof Tree.Elements || isPlain(right);
      operator = one && FLAGS.contains(words(left)) ? "in" : "==";
    }
    var match = new LinkedHashMap<String, Tree>();
    match.put("op", leaf(operator));
    match.put("left", left);
    match.put("right", right);
    return member("match", new Tree.Members(match));
  }

  private static boolean isPlain(Tree right) {
    return right instanceof Tree.Leaf(String text) && !text.startsWith("@");
  }

  /** {@code ct state}, {@code tcp flags}. */
  private static String words(Tree left) {
    var kind = left.kind();
    var body = left.at(kind);
    return switch (kind) {
      case "ct" -> "ct " + body.at("key").text();
      case "payload" -> body.at("protocol").text() + " " + body.at("field").text();
      default -> "";
    };
  }

  /** Names of services would have to be looked up where the rules are from. */
  private static void checkPorts(Tree left, Tree right, int line) throws UnreadableException {
    if (PORTS.contains(left.at("payload").at("field").text())
        && isPlain(right)
        && !right.text().chars().allMatch(Character::isDigit)) {
      throw notUnderstood(line, right.text());
    }
  }

  // Expressions.

  /** What is looked at: a field, a concatenation of fields, or bits of one. */
  private Tree expression() throws UnreadableException {
    return continued(primary());
  }

  private Tree continued(Tree first) throws UnreadableException {
    var left = first;
    if (lexer.isWord(".")) {
      var parts = new ArrayList<Tree>(List.of(first));
      while (took(".")) {
        parts.add(primary());
      }
      left = member("concat", new Tree.Elements(parts));
    }
    while (lexer.kind() == Kind.SIGN && BIT_OPERATORS.contains(lexer.text())) {
      var operator = taken();
      left = member(operator, new Tree.Elements(List.of(left, operand())));
    }
    return left;
  }

  private Tree primary() throws UnreadableException {
    int line = lexer.line();
    var word = word();
    if (BARE_META.contains(word)) {
      return member("meta", member("key", leaf(word)));
    }
    if (PAYLOADS.contains(word)) {
      var field = word();
      if (field.equals("option") || (word.equals("arp") && field.endsWith("addr"))) {
        throw notUnderstood(line, word + " " + field);
      }
      return member("payload", members("protocol", leaf(word), "field", leaf(field)));
    }
    return switch (word) {
      case "meta" -> member("meta", member("key", leaf(word())));
      case "ct" -> trackingKey();
      case "fib" -> route();
      case "rt" -> routing();
      case "socket" -> member("socket", member("key", leaf(word())));
      default -> throw notUnderstood(line, word);
    };
  }

  /** Behind {@code ct}: {@code [original|reply] KEY}, of which a key may be two words. */
  private Tree trackingKey() throws UnreadableException {
    var direction = lexer.isWord("original") || lexer.isWord("reply") ? word() : "";
    var key = word();
    if (key.equals("ip") || key.equals("ip6")) {
      key += " " + word();
    }
    return member(
        "ct",
        direction.isEmpty()
            ? member("key", leaf(key))
            : members("key", leaf(key), "dir", leaf(direction)));
  }

  private Tree route() throws UnreadableException {
    var flags = new ArrayList<Tree>();
    do {
      flags.add(leaf(word()));
    } while (took("."));
    return member("fib", members("result", leaf(word()), "flags", new Tree.Elements(flags)));
  }

  private Tree routing() throws UnreadableException {
    boolean withFamily = lexer.isWord("ip") || lexer.isWord("ip6");
    var family = withFamily ? word() : "";
    var key = leaf(word());
    return member(
        "rt", withFamily ? members("key", key, "family", leaf(family)) : member("key", key));
  }

  /** The right side of a bit operator: a mask, or several flags. */
  private Tree operand() throws UnreadableException {
    if (lexer.isSign("(")) {
      return alternatives();
    }
    return lexer.isWord("ct") || lexer.isWord("meta") ? primary() : single();
  }

  /** {@code (fin | syn)}. */
  private Tree alternatives() throws UnreadableException {
    expectSign("(");
    var flags = new ArrayList<Tree>();
    do {
      flags.add(leaf(word()));
    } while (tookSign("|"));
    expectSign(")");
    return new Tree.Elements(flags);
  }

  /** What something is set to: a value, or bits of something changed. */
  private Tree changed() throws UnreadableException {
    boolean field = lexer.isWord("ct") || lexer.isWord("meta");
    return field ? expression() : right();
  }

  // Values.

  /** The right side of a match: a value, several, a set or the name of one. */
  private Tree right() throws UnreadableException {
    if (lexer.isSign("{")) {
      return member("set", new Tree.Elements(elements()));
    }
    if (lexer.isSign("(")) {
      return alternatives();
    }
    var first = joined();
    if (!lexer.isSign(",")) {
      return first;
    }
    var all = new ArrayList<Tree>(List.of(first));
    while (tookSign(",")) {
      all.add(joined());
    }
    return new Tree.Elements(all);
  }

  /** {@code { KEY [: VALUE], … }}, each perhaps with a time, a counter or a comment. */
  List<Tree> elements() throws UnreadableException {
    expectSign("{");
    var elements = new ArrayList<Tree>();
    for (skipNewlines(); !lexer.isSign("}"); skipNewlines()) {
      elements.add(element());
      skipNewlines();
      if (!lexer.isSign("}")) {
        expectSign(",");
      }
    }
    lexer.advance();
    return elements;
  }

  private void skipNewlines() throws UnreadableException {
    while (lexer.kind() == Kind.NEWLINE) {
      lexer.advance();
    }
  }

  private Tree element() throws UnreadableException {
    var key = joined();
    var attributes = new LinkedHashMap<String, Tree>();
    while (lexer.kind() == Kind.WORD && !lexer.isWord(":")) {
      switch (lexer.text()) {
        case "timeout", "expires", "comment" -> {
          var attribute = word();
          attributes.put(attribute, leaf(taken()));
        }
        case "counter" -> attributes.put("counter", counter().at("counter"));
        default -> throw notUnderstood();
      }
    }
    if (!attributes.isEmpty()) {
      attributes.putFirst("val", key);
      key = member("elem", new Tree.Members(attributes));
    }
    if (!took(":")) {
      return key;
    }
    boolean verdict =
        Set.of("accept", "drop", "continue", "return", "jump", "goto").contains(lexer.text());
    return new Tree.Elements(List.of(key, verdict ? verdict() : joined()));
  }

  /** A value, or a concatenation of some. */
  private Tree joined() throws UnreadableException {
    var first = single();
    if (!lexer.isWord(".")) {
      return first;
    }
    var parts = new ArrayList<Tree>(List.of(first));
    while (took(".")) {
      parts.add(single());
    }
    return member("concat", new Tree.Elements(parts));
  }

  private Tree single() throws UnreadableException {
    int line = lexer.line();
    if (lexer.kind() == Kind.TEXT) {
      var text = leaf(quoted());
      return took("-") ? member("range", new Tree.Elements(List.of(text, leaf(quoted())))) : text;
    }
    return value(line, word());
  }

  /** A number, an address, a network, a range, or a name. */
  private static Tree value(int line, String word) throws UnreadableException {
    try {
      if (word.startsWith("0x")) {
        return leaf(Long.toUnsignedString(Long.parseUnsignedLong(word.substring(2), 16)));
      }
      int slash = word.indexOf('/');
      if (slash > 0) {
        return member(
            "prefix",
            members(
                "addr",
                leaf(word.substring(0, slash)),
                "len",
                leaf(Integer.toString(Integer.parseInt(word.substring(slash + 1))))));
      }
      int dash = word.indexOf('-');
      if (dash > 0 && isNumeric(word.substring(0, dash)) && isNumeric(word.substring(dash + 1))) {
        return member(
            "range",
            new Tree.Elements(
                List.of(
                    value(line, word.substring(0, dash)), value(line, word.substring(dash + 1)))));
      }
    } catch (NumberFormatException e) {
      throw notUnderstood(line, word);
    }
    if (word.startsWith("$")) {
      throw notUnderstood(line, word);
    }
    return switch (word) {
      case "missing" -> leaf("false");
      case "exists" -> leaf("true");
      default -> leaf(word);
    };
  }

  /** Whether it is a number or an address and no name. */
  private static boolean isNumeric(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(each -> each == '.' || each == ':' || Character.digit(each, 16) >= 0)
        && text.chars().anyMatch(each -> each == ':' || Character.isDigit(each));
  }
}
