package pasvport.firewall.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.need.Place;
import pasvport.lab.Host;

/**
 * iptables and ip6tables: chains of our own, and jumps to them. There are no transactions across
 * tables, so the rules are tested first, and what fails half-way is undone as a whole.
 */
public final class LiveIptables implements LiveFirewall {
  /** The programs, by the ending of the file that each loads. */
  private static final Map<String, String> PROGRAMS = programs();

  /** How a jump is added where it is not there yet, in the commands of the dialect. */
  private static final Pattern JUMP =
      Pattern.compile("(ip6?tables) --wait -t (\\S+) -C (\\S+) (.*?) 2>/dev/null \\|\\| (.*)");

  private static final Pattern OWN = Pattern.compile(":?(?:-A )?(PASVPORT[A-Z-]*) .*");
  private static final Pattern JUMPS = Pattern.compile(".* -j PASVPORT[A-Z-]*");

  private static Map<String, String> programs() {
    var programs = new LinkedHashMap<String, String>();
    programs.put("v4", "iptables");
    programs.put("v6", "ip6tables");
    return programs;
  }

  @Override
  public String dialect() {
    return "iptables";
  }

  @Override
  public String others(Shell shell) throws ApplyException {
    return NetfilterRules.without("", shell)
        .lines()
        .filter(line -> !OWN.matcher(line).matches() && !JUMPS.matcher(line).matches())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Shell copy(Shell from, Host to) throws ApplyException {
    var shell = Shell.in(to);
    NetfilterRules.copy("", from, shell);
    return shell;
  }

  @Override
  public List<Admission> own(Rules rules, Shell shell) throws ApplyException {
    var own = new ArrayList<Admission>();
    for (var line : rules.load()) {
      var jump = JUMP.matcher(line);
      if (!jump.matches()) {
        continue;
      }
      var program = "%s --wait -t %s".formatted(jump.group(1), jump.group(2));
      var rule = "%s %s".formatted(jump.group(3), jump.group(4));
      if (!shell.run(List.of("sh", "-c", program + " -C " + rule), "").succeeded()) {
        var save = shell.told(jump.group(1) + "-save", "-t", jump.group(2));
        var add = jump.group(5).replaceFirst("-I \\S+", "$0 " + Bans.behind(save, jump.group(3)));
        own.add(
            new Admission(
                "%s %s %s".formatted(jump.group(1), jump.group(2), jump.group(3)),
                add,
                List.of("sh", "-c", add),
                List.of(program + " -D " + rule)));
      }
    }
    return own;
  }

  /** A jump at the head of a chain comes before all that drops. */
  @Override
  public List<List<Admission>> admissions(Place place, Shell shell) {
    return List.of();
  }

  @Override
  public Step undo(Rules rules, List<Admission> added, Shell shell) throws ApplyException {
    var script = new ArrayList<String>();
    var files = new LinkedHashMap<String, String>();
    added.forEach(admission -> script.addAll(admission.remove()));
    for (var each : PROGRAMS.entrySet()) {
      var program = each.getValue();
      var own = own(shell.told(program + "-save"));
      if (own.isEmpty()) {
        script.add(
            "for table in raw nat filter; do\n"
                + "  for chain in $(%1$s-save -t $table | sed -n 's/^:\\(PASVPORT[A-Z-]*\\) .*/\\1/p'); do %1$s --wait -t $table -F $chain || failed=1; done\n"
                    .formatted(program)
                + "  for chain in $(%1$s-save -t $table | sed -n 's/^:\\(PASVPORT[A-Z-]*\\) .*/\\1/p'); do %1$s --wait -t $table -X $chain || failed=1; done\n"
                    .formatted(program)
                + "done");
      } else {
        var file = "before." + each.getKey();
        files.put(file, own);
        script.add("%s-restore --wait --noflush %s || failed=1".formatted(program, file));
      }
    }
    return new Step(script, files);
  }

  /** Our chains, table by table, as they can be restored; empty if there are none. */
  private static String own(String save) {
    var own = new ArrayList<String>();
    var table = "";
    for (var line : save.lines().toList()) {
      if (line.startsWith("*")) {
        table = line;
      } else if (OWN.matcher(line).matches()) {
        if (!own.contains(table)) {
          if (!own.isEmpty()) {
            own.add("COMMIT");
          }
          own.add(table);
        }
        own.add(line);
      }
    }
    return own.isEmpty() ? "" : String.join("\n", own) + "\nCOMMIT\n";
  }

  @Override
  public void load(Rules rules, List<Admission> added, Shell shell) throws ApplyException {
    for (var options : List.of(List.of("--test"), List.<String>of())) {
      for (var file : rules.files()) {
        var program =
            PROGRAMS.entrySet().stream()
                .filter(each -> file.name().endsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        shell.did(
            Stream.of(List.of(program + "-restore", "--wait", "--noflush"), options)
                .flatMap(List::stream)
                .toList(),
            file.text());
      }
    }
    for (var admission : added) {
      shell.did(admission.add(), "");
    }
  }
}
