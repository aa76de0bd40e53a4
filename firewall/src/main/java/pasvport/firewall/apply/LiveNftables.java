package pasvport.firewall.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.dialect.linux.Nftables;
import pasvport.firewall.need.Place;
import pasvport.lab.Host;

/**
 * nftables: our table is replaced in one transaction, together with the lines in others' chains.
 */
public final class LiveNftables implements LiveFirewall {
  private static final String BEFORE = "before.nft";

  /** A chain in {@code nft list}: its name, and all that stands in it. */
  private static final Pattern CHAIN =
      Pattern.compile("^\tchain (\\S+) \\{\n(.*?)^\t\\}", Pattern.DOTALL | Pattern.MULTILINE);

  /** What makes it a base chain that filters. */
  private static final Pattern HOOK = Pattern.compile("\t\ttype filter hook (\\S+) [^\n]*");

  /** A chain that lets nothing through but what it names. */
  private static final Pattern DROPS_THE_REST =
      Pattern.compile(
          "policy drop|^\t\t(counter |log [^\n]*)?(drop|reject[^\n]*)$", Pattern.MULTILINE);

  private static final Pattern DROPS = Pattern.compile("\\b(drop|reject|jump|goto)\\b");

  @Override
  public String dialect() {
    return "nftables";
  }

  @Override
  public String others(Shell shell) throws ApplyException {
    return NetfilterRules.without(Nftables.TABLE, shell)
        .lines()
        .filter(line -> !line.strip().equals(Nftables.admission()))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Shell copy(Shell from, Host to) throws ApplyException {
    var shell = Shell.in(to);
    NetfilterRules.copy("", from, shell);
    return shell;
  }

  /** Base chains of our own need no jumps. */
  @Override
  public List<Admission> own(Rules rules, Shell shell) {
    return List.of();
  }

  @Override
  public List<List<Admission>> admissions(Place place, Shell shell) throws ApplyException {
    var hooks = place == Place.HOST ? List.of("input", "output") : List.of("forward");
    var likely = new ArrayList<Admission>();
    var possible = new ArrayList<Admission>();
    var saves = NetfilterRules.saves(shell);
    for (var table : NetfilterRules.tables(shell)) {
      if (table.id().equals(Nftables.TABLE)) {
        continue;
      }
      for (var chain : CHAIN.matcher(table.text()).results().toList()) {
        var text = chain.group(2);
        var hook = HOOK.matcher(text);
        if (!hook.find()
            || !hooks.contains(hook.group(1))
            || text.contains(Nftables.admission())
            || !DROPS.matcher(text).find()) {
          continue;
        }
        (DROPS_THE_REST.matcher(text).find() ? likely : possible)
            .addAll(
                table.isOfIptables()
                    ? IptablesAdmission.in(table.family(), chain.group(1), saves)
                    : List.of(line(table, chain.group(1))));
      }
    }
    return List.of(likely, possible);
  }

  private static Admission line(NetfilterRules.Table table, String chain) {
    var add =
        new ArrayList<>(List.of("nft", "insert", "rule", table.family(), table.name(), chain));
    add.addAll(List.of(Nftables.admission().split(" ", -1)));
    var place = table.id() + " " + chain;
    return new Admission(
        place,
        "nft insert rule %s %s".formatted(place, Nftables.admission()),
        add,
        List.of(
            "nft -a list chain %1$s 2>/dev/null | sed -n 's/.* comment \"pasvport\" # handle \\([0-9]*\\)$/\\1/p' |"
                .formatted(place),
            "  while read -r handle; do nft delete rule %s handle \"$handle\"; done"
                .formatted(place)));
  }

  @Override
  public Step undo(Rules rules, List<Admission> added, Shell shell) throws ApplyException {
    var before =
        NetfilterRules.tables(shell).stream()
            .filter(table -> table.id().equals(Nftables.TABLE))
            .map(NetfilterRules.Table::text)
            .collect(Collectors.joining());
    return new Step(
        Stream.concat(
                added.stream().flatMap(admission -> admission.remove().stream()),
                Stream.of("nft -f " + BEFORE + " || failed=1"))
            .toList(),
        Map.of(BEFORE, "table %1$s\ndelete table %1$s\n%2$s".formatted(Nftables.TABLE, before)));
  }

  @Override
  public void load(Rules rules, List<Admission> added, Shell shell) throws ApplyException {
    var own = added.stream().filter(LiveNftables::isOfNftables).toList();
    shell.did(
        List.of("nft", "-f", "-"),
        Stream.concat(
                rules.files().stream().map(Rules.File::text),
                own.stream()
                    .map(admission ->
                        String.join(" ", admission.add().subList(1, admission.add().size()))))
            .collect(Collectors.joining("\n", "", "\n")));
    for (var admission : added) {
      if (!own.contains(admission)) {
        shell.did(admission.add(), "");
      }
    }
  }

  private static boolean isOfNftables(Admission admission) {
    return admission.add().getFirst().equals("nft");
  }
}
