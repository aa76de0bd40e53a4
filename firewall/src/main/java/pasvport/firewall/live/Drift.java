package pasvport.firewall.live;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How our own rules differ from what they should be, counters and handles apart. */
final class Drift {

  private Drift() {}

  /** Of two tables of nftables. */
  static List<String> ofTables(List<Tree> wanted, List<Tree> live) {
    return between(lines(wanted), lines(live));
  }

  /** A line for each that is wanted and not there, or there and not wanted. */
  static List<String> between(List<String> wanted, List<String> live) {
    var missing = new ArrayList<>(wanted);
    var extra = new ArrayList<>(live);
    var ordered = missing.equals(extra);
    for (var line : List.copyOf(missing)) {
      if (extra.remove(line)) {
        missing.remove(line);
      }
    }
    var drift =
        Stream.concat(
                missing.stream().map(line -> "missing: " + line),
                extra.stream().map(line -> "not ours: " + line))
            .toList();
    return drift.isEmpty() && !ordered ? List.of("the rules stand in another order") : drift;
  }

  private static List<String> lines(List<Tree> objects) {
    var lines = new ArrayList<String>();
    for (var object : objects) {
      var kind = object.kind();
      var body = object.at(kind);
      var chain = body.at("chain").text();
      lines.add(
          switch (kind) {
            case "rule" -> "chain %s: %s".formatted(chain, NftText.of(body));
            case "chain" ->
                "chain %s: hook %s, priority %s, policy %s"
                    .formatted(
                        body.at("name").text(),
                        body.at("hook").text(),
                        body.at("prio").text(),
                        body.at("policy").text());
            case "set", "map" ->
                "%s %s: %s".formatted(kind, body.at("name").text(), body.at("elem").text());
            default -> kind + " " + body.at("name").text();
          });
    }
    return lines;
  }
}
