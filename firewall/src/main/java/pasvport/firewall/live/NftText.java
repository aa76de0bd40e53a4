package pasvport.firewall.live;

import java.util.stream.Collectors;

/** Rules of nft(8) as words, about as nft lists them. */
final class NftText {

  private NftText() {}

  /** All statements of a rule. */
  static String of(Tree rule) {
    return rule.at("expr").elements().stream()
            .map(NftText::statement)
            .collect(Collectors.joining(" "))
        + (rule.has("comment") ? " comment \"" + rule.at("comment").text() + "\"" : "");
  }

  private static String statement(Tree statement) {
    var kind = statement.kind();
    var body = statement.at(kind);
    return switch (kind) {
      case "match" -> {
        var operator = body.at("op").text();
        yield value(body.at("left"))
            + (operator.equals("==") || operator.equals("in") ? " " : " " + operator + " ")
            + value(body.at("right"));
      }
      case "vmap" -> value(body.at("key")) + " vmap " + value(body.at("data"));
      case "mangle" -> value(body.at("key")) + " set " + value(body.at("value"));
      case "jump", "goto" -> kind + " " + body.at("target").text();
      case "counter", "log" -> kind;
      case "limit" -> "limit rate %s/%s".formatted(body.at("rate").text(), body.at("per").text());
      default -> (kind + " " + value(body)).strip();
    };
  }

  private static String value(Tree value) {
    return switch (value) {
      case Tree.Leaf(String text) -> text.equals("null") ? "" : text;
      case Tree.Elements(var all) ->
          all.stream().map(NftText::value).collect(Collectors.joining(", "));
      case Tree.Members _ -> {
        var kind = value.kind();
        var body = value.at(kind);
        yield switch (kind) {
          case "payload" -> body.at("protocol").text() + " " + body.at("field").text();
          case "meta" -> body.at("key").text();
          case "ct" -> "ct " + body.at("key").text();
          case "prefix" -> body.at("addr").text() + "/" + body.at("len").text();
          case "range" -> body.elements().stream().map(Tree::text).collect(Collectors.joining("-"));
          case "set" -> "{ " + value(body) + " }";
          case "&", "|", "^" ->
              body.elements().stream()
                  .map(NftText::value)
                  .collect(Collectors.joining(" " + kind + " "));
          default -> value.text();
        };
      }
    };
  }
}
