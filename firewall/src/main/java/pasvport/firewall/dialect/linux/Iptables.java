package pasvport.firewall.dialect.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import pasvport.firewall.dialect.Dialect;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;

/**
 * iptables and ip6tables: chains of our own, emptied and filled anew, each called by one tagged
 * rule (iptables 1.8.9, both backends).
 *
 * <p>Both files always have all chains: what a site no longer needs must go, in either family.
 */
public final class Iptables implements Dialect {

  /** The comment of the rules that call our chains, by which they are found again. */
  public static final String TAG = "pasvport";

  /** How the names of our chains begin. */
  public static final String CHAINS = "PASVPORT";

  /**
   * A chain of our own.
   *
   * @param table that it stands in
   * @param caller the built-in chain that calls it; empty, another of ours
   */
  private record Chain(String table, String name, String caller, List<String> rules) {
    boolean isCalled() {
      return !caller.isEmpty() && !rules.isEmpty();
    }
  }

  @Override
  public String name() {
    return "iptables";
  }

  @Override
  public String title() {
    return "iptables and ip6tables (Linux)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Device.check(this, hop);
    var files =
        Arrays.stream(Family.values())
            .map(family -> new Rules.File(file(family), text(hop, chains(hop, family))))
            .toList();
    return new Rules(files, load(hop, chain -> true), notes(hop));
  }

  /** The name of the file for a family. */
  public static String file(Family family) {
    return family == Family.IPV4 ? "pasvport.v4" : "pasvport.v6";
  }

  private static Stream<Chain> chains(HopNeeds hop, Family family) {
    var nat = new IptablesNat(hop, family);
    var filter = new IptablesFilter(hop, family);
    boolean forwards = hop.place() == Place.FORWARDING;
    return Stream.of(
        new Chain("raw", IptablesNat.HELPER, "PREROUTING", nat.helpers()),
        new Chain(
            "nat",
            IptablesNat.DESTINATION,
            "PREROUTING",
            forwards ? nat.destinations() : List.of()),
        new Chain("nat", IptablesNat.SOURCE, "POSTROUTING", forwards ? nat.sources() : List.of()),
        new Chain("filter", IptablesFilter.IN, forwards ? "FORWARD" : "INPUT", filter.inward()),
        new Chain("filter", IptablesFilter.OUT, "OUTPUT", filter.outward()),
        new Chain("filter", IptablesFilter.CLOSED, "", filter.closed()));
  }

  private static String text(HopNeeds hop, Stream<Chain> wanted) {
    var chains = wanted.toList();
    var lines = new ArrayList<String>();
    lines.add("# Pasvport: FTP at " + Comment.of(hop.name()) + ". For --noflush.");
    chains.stream()
        .map(Chain::table)
        .distinct()
        .forEach(table -> {
          var own = chains.stream().filter(chain -> chain.table().equals(table)).toList();
          lines.add("*" + table);
          own.forEach(chain -> lines.add(":" + chain.name() + " - [0:0]"));
          own.forEach(chain -> lines.addAll(chain.rules()));
          lines.add("COMMIT");
        });
    return String.join("\n", lines) + "\n";
  }

  /**
   * The rules of a table as iptables-save(8) prints them once they are loaded: those of our chains,
   * in the chains' order, then those that call them.
   */
  public static List<String> saved(HopNeeds hop, Family family, String table) {
    var own = chains(hop, family).filter(chain -> chain.table().equals(table)).toList();
    return Stream.concat(
            own.stream().flatMap(chain -> chain.rules().stream()),
            own.stream().filter(Chain::isCalled).map(chain -> "-A " + call(chain)))
        .toList();
  }

  /** The files without the table that filters, for a firewall that filters by itself. */
  static List<Rules.File> translation(HopNeeds hop) {
    return Arrays.stream(Family.values())
        .map(family ->
            new Rules.File(
                file(family), text(hop, chains(hop, family).filter(Iptables::translates))))
        .toList();
  }

  /** How those are loaded. */
  static List<String> loadTranslation(HopNeeds hop) {
    return load(hop, Iptables::translates);
  }

  private static boolean translates(Chain chain) {
    return !chain.table().equals("filter");
  }

  private static List<String> load(HopNeeds hop, Predicate<Chain> wanted) {
    var load = new ArrayList<String>();
    if (hop.usesHelper()) {
      load.add(Helper.modules(hop));
    }
    for (var how : List.of("--test --noflush", "--noflush")) {
      for (var family : Family.values()) {
        load.add("%s-restore --wait %s %s".formatted(program(family), how, file(family)));
      }
    }
    for (var family : Family.values()) {
      chains(hop, family)
          .filter(wanted)
          .filter(Chain::isCalled)
          .map(chain -> call(family, chain))
          .forEach(load::add);
    }
    return load;
  }

  /** Calls a chain first of all, unless it is called already. */
  private static String call(Family family, Chain chain) {
    var table = "%s --wait -t %s ".formatted(program(family), chain.table());
    return "%1$s-C %2$s 2>/dev/null || %1$s-I %2$s".formatted(table, call(chain));
  }

  private static String call(Chain chain) {
    return "%s -m comment --comment %s -j %s".formatted(chain.caller(), TAG, chain.name());
  }

  private static String program(Family family) {
    return family == Family.IPV4 ? "iptables" : "ip6tables";
  }

  private static List<String> notes(HopNeeds hop) {
    boolean forwards = hop.place() == Place.FORWARDING;
    return Stream.of(
            Stream.of(
                "To have it after a restart: run the commands again, or save all rules with"
                    + " netfilter-persistent."),
            forwards ? Stream.of(Forwarding.note(hop)) : Stream.<String>empty(),
            forwards && hop.rest() == Rest.DROP
                ? Stream.of(Forwarding.INPUT_IS_LEFT)
                : Stream.<String>empty())
        .flatMap(notes -> notes)
        .toList();
  }
}
