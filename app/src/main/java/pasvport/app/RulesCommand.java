package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import pasvport.firewall.dialect.Dialect;
import pasvport.firewall.dialect.Dialects;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.plan.Plan;
import pasvport.firewall.plan.PlanRefusedException;
import pasvport.site.HostAddresses;
import pasvport.site.Site;
import pasvport.site.SiteException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pasvport rules}: what a firewall must let through, in its own language. */
@Command(
    name = "rules",
    description = {
      "Writes what a firewall on the path must let through, in its own language.",
      "",
      "The rules go to standard output, how they are loaded and what else is to be known to"
          + " standard error. Nothing is changed. What a language has no words for is refused, with"
          + " what can be done instead."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = Main.USAGE,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport rules --for nftables",
      "  pasvport rules --for cisco-asa --at edge",
      "  pasvport rules --for iptables --output rules",
      "  pasvport rules --list",
      "",
      "Exit codes: 0 written, 1 not written and said why, 64 wrong usage."
    })
final class RulesCommand implements Callable<Integer> {
  private final HostAddresses host;

  @Mixin private SiteOption where = new SiteOption();

  @Option(
      names = "--for",
      paramLabel = "DIALECT",
      completionCandidates = Names.class,
      description =
          "The firewall's language; without it, the one that the site names for the hop. See"
              + " --list.")
  private @Nullable String dialect;

  @Option(
      names = "--at",
      paramLabel = "HOP",
      description = "The hop of the site's path; without it, the only one.")
  private @Nullable String at;

  @Option(names = "--list", description = "Prints the names of the languages, one a line.")
  private boolean list;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Writes the rules as files into this folder instead.")
  private @Nullable Path output;

  @Spec private CommandSpec spec = CommandSpec.create();

  RulesCommand() {
    this(HostAddresses.ofThisHost());
  }

  RulesCommand(HostAddresses host) {
    this.host = host;
  }

  /** The names of the dialects, for completion. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(Dialects.all().stream().map(Dialect::name).toList());
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (list) {
        Dialects.all().forEach(each -> out.println(each.name()));
        return Main.OK;
      }
      return write(where.load(host));
    } catch (SiteException e) {
      err.println(e.getMessage());
    } catch (NotExpressibleException e) {
      err.println(e.getMessage() + ".");
      err.println("Instead: " + e.remedy() + ".");
    } catch (IOException e) {
      err.println(output + ": cannot be written: " + e.getMessage());
    } finally {
      out.flush();
      err.flush();
    }
    return Main.WRONG;
  }

  private int write(Site.Loaded loaded) throws NotExpressibleException, IOException {
    Plan plan;
    try {
      plan = Plan.of(loaded.site(), host);
    } catch (PlanRefusedException e) {
      PlanPlaces places = new PlanPlaces(where.file().map(Path::toString), loaded.lines());
      spec.commandLine()
          .getErr()
          .println(
              "%s: %s. Instead: %s.".formatted(places.message(e.key()), e.reason(), e.remedy()));
      return Main.WRONG;
    }
    Plan.Hop hop = hop(plan);
    Rules rules = dialect(hop).write(hop.needs());
    if (output == null) {
      print(rules);
    } else {
      save(rules, output);
    }
    rules.load().forEach(line -> spec.commandLine().getErr().println("# load: " + line));
    rules.notes().forEach(line -> spec.commandLine().getErr().println("# note: " + line));
    return Main.OK;
  }

  private Plan.Hop hop(Plan plan) {
    List<Plan.Hop> hops =
        plan.hops().stream().filter(hop -> at == null || hop.needs().name().equals(at)).toList();
    if (hops.size() != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--at: %s. Allowed: %s"
              .formatted(
                  at == null
                      ? "the path has several hops, choose one"
                      : at + " is no hop of the path",
                  plan.hops().stream()
                      .map(hop -> hop.needs().name())
                      .collect(Collectors.joining(", "))));
    }
    return hops.getFirst();
  }

  private Dialect dialect(Plan.Hop hop) {
    Optional<String> name = Optional.ofNullable(dialect).or(hop::dialect);
    return name.flatMap(Dialects::named)
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(),
                "--for: %s. Allowed: %s"
                    .formatted(
                        name.map(text -> text + " is not known").orElse("which firewall is it?"),
                        String.join(", ", new Names()))));
  }

  private void print(Rules rules) {
    PrintWriter out = spec.commandLine().getOut();
    for (Rules.File file : rules.files()) {
      if (rules.files().size() > 1) {
        out.println("# === " + file.name());
      }
      out.print(file.text());
    }
  }

  private void save(Rules rules, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Rules.File file : rules.files()) {
      spec.commandLine()
          .getOut()
          .println(Files.writeString(folder.resolve(file.name()), file.text()));
    }
  }
}
