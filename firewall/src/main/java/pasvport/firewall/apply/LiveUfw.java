package pasvport.firewall.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.dialect.linux.Ufw;
import pasvport.firewall.need.Place;
import pasvport.lab.Host;

/**
 * ufw: rules that bear our tag, and the chains of iptables' for what it has no words for.
 *
 * <p>Its commands change the kernel and its files at once. So the files are as before again once
 * they are done: what is not confirmed yet is in the kernel alone. What is ours is taken out of the
 * files and put back there by awk(1), because ufw itself finds rules by their number only.
 */
public final class LiveUfw implements LiveFirewall {
  private static final String FOLDER = "/etc/ufw";
  private static final String DEFAULTS = "/etc/default";
  private static final List<String> FILES = List.of("user.rules", "user6.rules");

  /** As it stands in ufw's files: in hexadecimal digits. */
  private static final String TAG = " comment=" + HexFormat.of().formatHex(Ufw.TAG.getBytes(UTF_8));

  private static final Pattern RULE =
      Pattern.compile("### tuple ### [^\n]*" + TAG + "[^\n]*\n(?:[^\n]+\n)*\n?");

  /** A command that changes a setting, and the line that it leaves in ufw's files. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ufw default deny incoming", "DEFAULT_INPUT_POLICY=\"DROP\"",
          "ufw default deny routed", "DEFAULT_FORWARD_POLICY=\"DROP\"",
          "ufw logging low", "LOGLEVEL=low",
          "ufw logging off", "LOGLEVEL=off");

  /** Takes our rules out of ufw's files, and puts in those of a file of the same name. */
  private static final List<String> REPLACE =
      List.of(
          "for file in %s; do".formatted(String.join(" ", FILES)),
          "  awk -v ours=\"before.$file\" '"
              + "/^### tuple ###/ { skip = /%s/ } ".formatted(TAG)
              + "/^### END RULES ###/ { while ((getline line < ours) > 0) print line } "
              + "!skip; "
              + "/^$/ { skip = 0 }' %s/$file >now.$file".formatted(FOLDER),
          "  cat now.$file >%s/$file".formatted(FOLDER),
          "  rm now.$file",
          "done");

  private final LiveIptables chains = new LiveIptables();

  @Override
  public String dialect() {
    return "ufw";
  }

  @Override
  public String others(Shell shell) throws ApplyException {
    return chains.others(shell)
        + shell.told(
            "sh",
            "-c",
            "sha256sum %1$s/*.rules %1$s/*.init %1$s/*.conf %2$s/ufw".formatted(FOLDER, DEFAULTS));
  }

  @Override
  public Shell copy(Shell from, Host to) throws ApplyException {
    if (!from.told("ufw", "status").startsWith("Status: active")) {
      throw new ApplyException(
          "ufw is not active here: ufw enable, after it lets you in (ufw allow ssh)");
    }
    var copy = Shell.in(to.cell(FOLDER, DEFAULTS));
    from.copyFolder(FOLDER, copy);
    from.copyFolder(DEFAULTS, copy);
    NetfilterRules.copy("", from, copy);
    return copy;
  }

  @Override
  public List<Admission> own(Rules rules, Shell shell) throws ApplyException {
    return chains.own(
        new Rules(rules.files(), script(rules).lines().toList(), rules.notes()), shell);
  }

  private static String script(Rules rules) {
    return rules.files().stream()
        .filter(file -> file.name().equals(Ufw.SCRIPT))
        .map(Rules.File::text)
        .collect(Collectors.joining());
  }

  @Override
  public List<List<Admission>> admissions(Place place, Shell shell) {
    return List.of();
  }

  @Override
  public Step undo(Rules rules, List<Admission> added, Shell shell) throws ApplyException {
    var translation = chains.undo(rules, added, shell);
    var script = new ArrayList<>(translation.script());
    var files = new LinkedHashMap<>(translation.files());
    for (var file : FILES) {
      files.put(
          "before." + file,
          RULE.matcher(shell.told("cat", FOLDER + "/" + file))
              .results()
              .map(rule -> rule.group())
              .collect(Collectors.joining()));
    }
    script.addAll(REPLACE);
    var ours = script(rules).lines().filter(SETTINGS::containsKey).map(SETTINGS::get).toList();
    for (var file : List.of(DEFAULTS + "/ufw", FOLDER + "/ufw.conf")) {
      for (var line : shell.told("cat", file).lines().toList()) {
        ours.stream()
            .filter(setting -> key(setting).equals(key(line)) && !setting.equals(line))
            .map(setting -> "sed -i 's/^%s$/%s/' %s".formatted(setting, line, file))
            .forEach(script::add);
      }
    }
    script.add("ufw reload || failed=1");
    return new Step(script, files);
  }

  private static String key(String setting) {
    return setting.substring(0, Math.max(setting.indexOf('='), 0));
  }

  @Override
  public Step kept(Rules rules, List<Admission> added) {
    return new Step(
        Stream.of(
                // In a folder of its own there are no rules of before to put in.
                List.of("mkdir -p kept", "cp pasvport.* kept", "cd kept"),
                REPLACE,
                List.of("sh " + Ufw.SCRIPT, "ufw reload"))
            .flatMap(List::stream)
            .toList(),
        byName(rules));
  }

  private static Map<String, String> byName(Rules rules) {
    return rules.files().stream().collect(Collectors.toMap(Rules.File::name, Rules.File::text));
  }

  @Override
  public void load(Rules rules, List<Admission> added, Shell shell) throws ApplyException {
    var saved = "%1$s/user.rules %1$s/user6.rules %1$s/ufw.conf".formatted(FOLDER);
    shell.script(
        Stream.of(
                List.of("mkdir saved", "cp -p %s %s/ufw saved".formatted(saved, DEFAULTS)),
                REPLACE,
                List.of(
                    "sh " + Ufw.SCRIPT,
                    "if grep -q '%s' saved/*.rules; then ufw reload; fi".formatted(TAG),
                    "cat saved/ufw >%s/ufw".formatted(DEFAULTS),
                    "for file in user.rules user6.rules ufw.conf; do cat saved/$file >%s/$file; done"
                        .formatted(FOLDER)))
            .flatMap(List::stream)
            .toList(),
        byName(rules));
  }
}
