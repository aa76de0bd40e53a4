package pasvport.app;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import pasvport.site.Home;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page, made of what the verbs say of themselves; in the macros of groff_man(7). */
final class ManPage {
  private static final List<String> FILES =
      List.of(
          "./pasvport.yaml",
          "The site file, where there is one; see docs/site.md for its keys.",
          "HOME/pasvport.yaml",
          "The site file, if there is none in the current folder.",
          "HOME/users",
          "The users of the built-in server.",
          "HOME/files",
          "Their files.");

  private static final List<String> ENVIRONMENT =
      List.of(
          Home.VARIABLE,
          "The home folder, unless --home names it.",
          "JAVA_HOME",
          "The JDK 25 to run with.");

  private static final List<String> SIGNALS =
      List.of(
          "SIGHUP",
          "Reads the site file again; sessions go on, and a bad file leaves the old site in force.",
          "SIGTERM, SIGINT",
          "No new sessions; transfers finish within timeouts.drain, then the program ends.");

  private final CommandSpec root;
  private final StringBuilder page = new StringBuilder();

  ManPage(CommandSpec root) {
    this.root = root;
  }

  String text() {
    String name = root.qualifiedName();
    page.append(".TH ").append(name.toUpperCase(Locale.ROOT)).append(" 1 \"\" \"");
    page.append(escaped(name + " " + Main.Version.current())).append("\" \"Pasvport\"\n");
    section("NAME");
    line(name + " - " + summary(root));
    section("SYNOPSIS");
    page.append(".B ").append(name).append("\n.I VERB\n[options]\n");
    section("DESCRIPTION");
    line(
        "Every verb has --help, and tells its version with --version. Without a site file the"
            + " gateway listens on port 2121, and a built-in FTP server stands behind it.");
    section("VERBS");
    root.subcommands().values().stream().distinct().forEach(verb -> verb(verb.getCommandSpec()));
    section("FILES");
    items(FILES);
    section("ENVIRONMENT");
    items(ENVIRONMENT);
    section("SIGNALS");
    line("For the verb up:");
    items(SIGNALS);
    section("EXAMPLES");
    verbatim(root.usageMessage().footer());
    return page.toString();
  }

  private void section(String heading) {
    page.append(".SH ").append(heading).append('\n');
  }

  private void verb(CommandSpec verb) {
    page.append(".SS ").append(escaped(verb.qualifiedName())).append('\n');
    for (String line : verb.usageMessage().description()) {
      if (line.isBlank()) {
        page.append(".PP\n");
      } else {
        line(line);
      }
    }
    for (var positional : verb.positionalParameters()) {
      item(positional.paramLabel(), positional);
    }
    for (OptionSpec option : verb.options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        String names = String.join(", ", option.names());
        item(option.arity().max() == 0 ? names : names + "=" + option.paramLabel(), option);
      }
    }
    if (verb.usageMessage().footer().length > 0) {
      page.append(".PP\n");
      verbatim(verb.usageMessage().footer());
    }
    verb.subcommands().values().stream().distinct().forEach(inner -> verb(inner.getCommandSpec()));
  }

  private void item(String tag, ArgSpec argument) {
    items(List.of(tag, String.join(" ", argument.description())));
  }

  /** Tags and what each means, by turns. */
  private void items(List<String> tagsAndTexts) {
    for (int index = 0; index < tagsAndTexts.size(); index += 2) {
      page.append(".TP\n.B ").append(escaped(tagsAndTexts.get(index))).append('\n');
      line(tagsAndTexts.get(index + 1));
    }
  }

  private void verbatim(String[] lines) {
    page.append(".nf\n");
    Arrays.stream(lines).forEach(this::line);
    page.append(".fi\n");
  }

  /** Text, in as many lines as it has; picocli writes a line's end as %n and a percent as %%. */
  private void line(String text) {
    Stream.of(text.replace("%n", "\n").replace("%%", "%").split("\n", -1))
        .map(ManPage::escaped)
        .forEach(line -> page.append(line.isEmpty() ? ".sp" : line).append('\n'));
  }

  /** As groff_char(7) has it: a hyphen that can be copied, and no line that begins as a request. */
  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  /** The first line of what a verb says of itself, as section NAME wants it. */
  private static String summary(CommandSpec of) {
    String first = of.usageMessage().description()[0];
    String sentence = first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }
}
