package pasvport.firewall.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.dialect.linux.Firewalld;
import pasvport.firewall.need.Place;
import pasvport.lab.Host;

/**
 * firewalld: files of our own in its permanent configuration, put in force by a reload.
 *
 * <p>A reload takes all from these files. So they are as before again once it is done: what is not
 * confirmed yet is in the running firewalld alone.
 */
public final class LiveFirewalld implements LiveFirewall {
  static final String FOLDER = "/etc/firewalld";

  private static final String TABLE = "inet firewalld";
  private static final String OWN =
      Firewalld.FOLDERS.stream()
          .map(folder -> "%s/%s/%s*.xml".formatted(FOLDER, folder, Firewalld.PREFIX))
          .collect(Collectors.joining(" "));

  /** What it says of an interface's zone in the script that is loaded. */
  private static final Pattern DEVICE = Pattern.compile("--get-zone-of-interface=(\\S+) ");

  private static final Pattern INTERFACES = Pattern.compile("  interfaces: (.*)");

  @Override
  public String dialect() {
    return "firewalld";
  }

  @Override
  public String others(Shell shell) throws ApplyException {
    return String.join(
        "\n",
        shell.told(
            "sh",
            "-c",
            "cd %s && find . -type f ! -name '%s*' ! -name '*.old' -exec sha256sum {} + | sort"
                .formatted(FOLDER, Firewalld.PREFIX)),
        String.join("\n", running(shell)),
        NetfilterRules.without(TABLE, shell));
  }

  /** Its table in the kernel, without what is ours. */
  private static List<String> running(Shell shell) throws ApplyException {
    var lines = new ArrayList<String>();
    var ours = false;
    for (var line :
        shell.told("nft", "-s", "list", "table", "inet", "firewalld").lines().toList()) {
      if (line.startsWith("\t") && !line.startsWith("\t\t") && line.endsWith("{")) {
        ours = line.contains(Firewalld.PREFIX);
      }
      if (!ours && !line.contains(Firewalld.PREFIX) && !line.isBlank()) {
        lines.add(line.strip());
      }
    }
    return lines;
  }

  @Override
  public Shell copy(Shell from, Host to) throws ApplyException {
    if (!from.run(List.of("firewall-cmd", "--state"), "").succeeded()) {
      throw new ApplyException("firewalld does not run here: systemctl start firewalld");
    }
    var copy = Shell.in(OwnFirewalld.start(to, from).cell());
    NetfilterRules.copy(TABLE, from, copy);
    var zones = zones(from);
    var known = zones(copy);
    for (var device : zones.entrySet()) {
      if (!device.getValue().equals(known.get(device.getKey()))) {
        copy.told(
            "firewall-cmd", "--zone=" + device.getValue(), "--change-interface=" + device.getKey());
      }
    }
    var lost = new HashSet<>(running(from));
    lost.removeAll(running(copy));
    if (!lost.isEmpty()) {
      throw new ApplyException(
          "the running firewalld has what its permanent configuration has not, and a reload would"
              + " take it away (%s): firewall-cmd --runtime-to-permanent keeps it, firewall-cmd --reload drops it"
                  .formatted(lost.iterator().next()));
    }
    return copy;
  }

  /** The zone of each interface that is in one. */
  private static Map<String, String> zones(Shell shell) throws ApplyException {
    var zones = new LinkedHashMap<String, String>();
    var zone = "";
    for (var line : shell.told("firewall-cmd", "--get-active-zones").lines().toList()) {
      var interfaces = INTERFACES.matcher(line);
      if (interfaces.matches()) {
        for (var device : interfaces.group(1).strip().split(" +", -1)) {
          zones.put(device, zone);
        }
      } else if (!line.startsWith(" ")) {
        zone = line.strip().split(" ", -1)[0];
      }
    }
    return zones;
  }

  /**
   * Its policies are for zones, and at a reload it forgets which zone an interface without one was
   * put into.
   */
  @Override
  public List<Admission> own(Rules rules, Shell shell) throws ApplyException {
    var device = device(rules);
    if (device.isPresent()
        && !shell
            .run(List.of("firewall-cmd", "--get-zone-of-interface=" + device.get()), "")
            .succeeded()) {
      throw new ApplyException(
          "%s is in no zone of firewalld, and rules are for zones: firewall-cmd --permanent --zone=ZONE --add-interface=%1$s, then firewall-cmd --reload"
              .formatted(device.get()));
    }
    return List.of();
  }

  private static Optional<String> device(Rules rules) {
    return rules.files().stream()
        .filter(file -> file.name().equals(Firewalld.SCRIPT))
        .map(file -> DEVICE.matcher(file.text()))
        .filter(found -> found.find())
        .map(found -> found.group(1))
        .findFirst();
  }

  /** Policies come before all zones. */
  @Override
  public List<List<Admission>> admissions(Place place, Shell shell) {
    return List.of();
  }

  @Override
  public Step undo(Rules rules, List<Admission> added, Shell shell) throws ApplyException {
    var script = new ArrayList<>(List.of("rm -f " + OWN));
    var files = new LinkedHashMap<String, String>();
    var own =
        shell.told(
            "sh",
            "-c",
            "for file in %s; do [ ! -e \"$file\" ] || echo \"$file\"; done".formatted(OWN));
    for (var file : own.lines().toList()) {
      var name = "before" + file.substring(FOLDER.length()).replace('/', '.');
      files.put(name, shell.told("cat", file));
      script.add("cp %s %s || failed=1".formatted(name, file));
    }
    added.forEach(admission -> script.addAll(admission.remove()));
    script.add(
        "if firewall-cmd --state >/dev/null 2>&1; then firewall-cmd -q --reload || failed=1; fi");
    return new Step(script, files);
  }

  @Override
  public Step kept(Rules rules, List<Admission> added) {
    return new Step(
        Stream.concat(
                added.stream().map(admission -> admission.shown()),
                Stream.of("sh " + Firewalld.SCRIPT))
            .toList(),
        byName(rules));
  }

  private static Map<String, String> byName(Rules rules) {
    return rules.files().stream().collect(Collectors.toMap(Rules.File::name, Rules.File::text));
  }

  @Override
  public void load(Rules rules, List<Admission> added, Shell shell) throws ApplyException {
    for (var admission : added) {
      shell.did(admission.add(), "");
    }
    shell.script(
        List.of(
            "for folder in %s; do".formatted(String.join(" ", Firewalld.FOLDERS)),
            "  mkdir -p before/$folder",
            "  cp -p %s/$folder/%s*.xml before/$folder 2>/dev/null || :"
                .formatted(FOLDER, Firewalld.PREFIX),
            "done",
            "sh " + Firewalld.SCRIPT,
            "rm -f " + OWN,
            "cp -a before/. " + FOLDER),
        byName(rules));
  }
}
