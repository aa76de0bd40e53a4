package pasvport.firewall.dialect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What lines of rules are made of, as {@code golden/constructs.tsv} has it: by dialect, a regular
 * expression for a whole line and its source.
 */
final class Constructs {

  private static final Path FILE =
      Path.of(System.getProperty("basedir", "."), "src/test/golden/constructs.tsv");

  /** Words of the expressions; those that stand for text end where its quotes do. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("text", "[ -~]+"),
          Map.entry("if", "[A-Za-z][A-Za-z0-9._/:-]*"),
          Map.entry("name", "pasvport-[a-z0-9-]+"),
          Map.entry("NAME", "PASVPORT-[A-Z0-9-]+"),
          Map.entry("hclname", "pasvport_[a-z0-9_]+"),
          Map.entry("table", "pasvport_clients[46][0-9_]*"),
          Map.entry("alias", "pasvport_clients[46][0-9_]*"),
          Map.entry("v4", "[0-9]+(?:\\.[0-9]+){3}"),
          Map.entry("addr", "[0-9a-f]*[.:][0-9a-f.:]+"),
          Map.entry("net", "[0-9a-f]*[.:][0-9a-f.:]+/[0-9]+"),
          Map.entry("port", "[1-9][0-9]*"),
          Map.entry("port0", "[0-9]+"),
          Map.entry("ports-", "[1-9][0-9]*(?:-[1-9][0-9]*)?"),
          Map.entry("ports:", "[1-9][0-9]*(?::[1-9][0-9]*)?"),
          Map.entry("ports_", "[1-9][0-9]*(?:_[1-9][0-9]*)?"),
          Map.entry("cports", "(?:eq [1-9][0-9]*|range [1-9][0-9]* [1-9][0-9]*)"),
          Map.entry("on", "(?: on [A-Za-z][A-Za-z0-9._/:-]*)?"),
          Map.entry(
              "pffrom", "(?:any|\\(self\\)|<pasvport_clients[46][0-9_]*>|[0-9a-f.:]+(?:/[0-9]+)?)"),
          Map.entry("pfown", "(?:\\(self\\)|[0-9a-f.:]+)"),
          Map.entry("pfto", "(?:\\(self\\)|[0-9a-f.:]+) port [1-9][0-9]*(?::[1-9][0-9]*)?"),
          Map.entry("iosany", "(?:any|[0-9.]+ [0-9.]+|[0-9a-f:]+/[0-9]+)"),
          Map.entry("winremote", "(?:Any|[0-9a-f.:]+/[0-9]+(?:,[0-9a-f.:]+/[0-9]+)*)"),
          Map.entry("azends", "(?:'\\*'|[0-9a-f.:]+(?:/[0-9]+)?(?: [0-9a-f.:]+/[0-9]+)*)"),
          Map.entry(
              "srxpolicy",
              "set security policies from-zone [A-Za-z][A-Za-z0-9._/:-]* to-zone"
                  + " [A-Za-z][A-Za-z0-9._/:-]* policy PASVPORT-[A-Z0-9-]+"),
          Map.entry("uci", "'[ -&(-~]*'"),
          Map.entry("psq", "'(?:[ -&(-~]|'')*'"),
          Map.entry("shq", "'(?:[ -&(-~]|'\\\\'')*'"),
          Map.entry("bat", "\"[^\"%!^]*\""),
          Map.entry("ros", "\"(?:[^\"\\\\$?]|\\\\[\"\\\\$?])*\""),
          Map.entry("dq", "\"[^\"\\\\?$]*\""),
          Map.entry("hcl", "\"(?:[^\"\\\\$%]|\\\\[\"\\\\]|\\$\\$\\{|%%\\{|\\$(?!\\{)|%(?!\\{))*\""),
          Map.entry("aws", "\"[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]*\""),
          Map.entry("xml", "(?:[^<>&\"]|&(?:amp|lt|gt|quot);)*"));

  private static final List<Construct> ALL = read();

  private Constructs() {}

  /** One construct. */
  record Construct(String dialect, Pattern line, String source) {}

  static List<Construct> all() {
    return ALL;
  }

  private static List<Construct> read() {
    try (var lines = Files.lines(FILE)) {
      return lines.filter(line -> !line.startsWith("# ")).map(Constructs::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Construct> of(String dialect) {
    return all().stream().filter(construct -> construct.dialect().equals(dialect)).toList();
  }

  /** Dialects whose rules nothing here can load, and which are traced for that. */
  static Stream<String> dialects() {
    return all().stream().map(Construct::dialect).distinct();
  }

  private static Construct read(String line) {
    var fields = line.split("\t", -1);
    // A UCI line begins with a tab of its own.
    var regex = String.join("\t", List.of(fields).subList(1, fields.length - 1));
    for (var word : WORDS.entrySet()) {
      regex = regex.replace("{" + word.getKey() + "}", word.getValue());
    }
    return new Construct(fields[0], Pattern.compile(regex), fields[fields.length - 1]);
  }
}
