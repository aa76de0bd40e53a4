package pasvport.firewall.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All rules that the kernel has: tables of nft(8), and those that iptables(8) keeps there, which
 * only its own programs read and write whole.
 */
final class NetfilterRules {
  private static final Pattern TABLE = Pattern.compile("table (\\S+) (\\S+)");
  private static final String OF_IPTABLES = "is managed by iptables-nft";
  private static final Pattern ELEMENTS = Pattern.compile("\t\telements = \\{[^}]*}\n");
  private static final Pattern COUNTERS = Pattern.compile("\\[\\d+:\\d+]");

  /** The kernel's tables that iptables and ip6tables can hold. */
  private static final List<String> SAVES = List.of("iptables", "ip6tables");

  private NetfilterRules() {}

  /** A table of nft's as text. */
  record Table(String family, String name, String text) {
    boolean isOfIptables() {
      return text.contains(OF_IPTABLES);
    }

    String id() {
      return family + " " + name;
    }
  }

  static List<Table> tables(Shell shell) throws ApplyException {
    var tables = new ArrayList<Table>();
    for (var line : shell.told("nft", "list", "tables").lines().toList()) {
      var table = TABLE.matcher(line);
      if (table.matches()) {
        tables.add(
            new Table(table.group(1), table.group(2), text(table.group(1), table.group(2), shell)));
      }
    }
    return tables;
  }

  private static String text(String family, String name, Shell shell) throws ApplyException {
    var ran = shell.run(List.of("nft", "-s", "list", "table", family, name), "");
    return ran.succeeded() ? ran.stderr() + ran.stdout() : "";
  }

  /**
   * The rules of iptables and ip6tables, without counters and remarks, in the order of these two;
   * empty where the programs are not installed.
   */
  static List<String> saves(Shell shell) throws ApplyException {
    var saves = new ArrayList<String>();
    for (var program : SAVES) {
      saves.add(
          isThere(program, shell)
              ? shell
                  .told(program + "-save")
                  .lines()
                  .filter(line -> !line.startsWith("#"))
                  .map(line -> COUNTERS.matcher(line).replaceAll("[0:0]"))
                  .collect(Collectors.joining("\n"))
              : "");
    }
    return saves;
  }

  static boolean isThere(String program, Shell shell) throws ApplyException {
    return shell.run(List.of("sh", "-c", "command -v \"$1\"", "sh", program), "").succeeded();
  }

  /**
   * Loads a copy of all of it but one table of nft's.
   *
   * @param but the table's family and name; empty for none
   */
  static void copy(String but, Shell from, Shell to) throws ApplyException {
    var tables =
        tables(from).stream()
            .filter(table -> !table.isOfIptables() && !table.id().equals(but))
            .map(Table::text)
            .collect(Collectors.joining("\n"));
    to.did(List.of("nft", "-f", "-"), tables);
    var saves = saves(from);
    for (var program = 0; program < SAVES.size(); program++) {
      if (!saves.get(program).isEmpty()) {
        to.did(List.of(SAVES.get(program) + "-restore"), saves.get(program) + "\n");
      }
    }
  }

  /**
   * All of it but one table of nft's, and but who is banned or noted at the moment: that changes
   * without anybody changing rules.
   *
   * @param own the table's family and name
   */
  static String without(String own, Shell shell) throws ApplyException {
    return Stream.concat(
            tables(shell).stream()
                .filter(table -> !table.id().equals(own) && !table.isOfIptables())
                .map(table -> ELEMENTS.matcher(table.text()).replaceAll("")),
            saves(shell).stream()
                .map(save ->
                    save.lines()
                        .filter(line -> !Bans.isBan(line))
                        .collect(Collectors.joining("\n"))))
        .collect(Collectors.joining("\n"));
  }
}
