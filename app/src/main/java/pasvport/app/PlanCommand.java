package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import pasvport.firewall.live.UnreadableException;
import pasvport.firewall.need.HopNeeds;
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

/** {@code pasvport plan}: what must be open on the way to the server, for whom and why. */
@Command(
    name = "plan",
    description = {
      "Says what must be open on the way from the clients to the server, for whom and why.",
      "",
      "It chooses how FTP gets through (profile), and says what each firewall on the path of the"
          + " site must let through and translate, what must change at the server, what clients"
          + " set, and what is unsafe. Nothing is changed."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = Main.USAGE,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport plan",
      "  pasvport plan --at edge --json",
      "  pasvport plan --svg plan.svg",
      "  pasvport plan --against nftables",
      "",
      "Exit codes: 0 nothing must change, 1 no plan and said why, 2 something must change, 64 wrong"
          + " usage."
    })
final class PlanCommand implements Callable<Integer> {
  /** As Terraform has it: something is to be done. */
  static final int CHANGES = 2;

  private final HostAddresses host;

  @Mixin private SiteOption where = new SiteOption();

  @Option(names = "--json", description = "Prints it as JSON.")
  private boolean json;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Writes a drawing of the path and its openings too.")
  private @Nullable Path svg;

  @Option(
      names = "--at",
      paramLabel = "HOP",
      description = "Of the hops of the path, shows this one.")
  private @Nullable String at;

  @Option(
      names = "--against",
      paramLabel = "FIREWALL",
      description =
          "Compares with a firewall: what is missing, open beyond need or different, and what is"
              + " unsafe in its rules. nftables, iptables, firewalld or ufw for this host's, or a file"
              + " with nft list ruleset (also -j) or iptables-save.")
  private @Nullable String against;

  @Spec private CommandSpec spec = CommandSpec.create();

  PlanCommand() {
    this(HostAddresses.ofThisHost());
  }

  PlanCommand(HostAddresses host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      return plan(where.load(host));
    } catch (SiteException e) {
      err.println(e.getMessage());
      return Main.WRONG;
    } catch (IOException | UnreadableException e) {
      err.println(e.getMessage());
      return Main.WRONG;
    } finally {
      err.flush();
    }
  }

  private int plan(Site.Loaded loaded) throws IOException, UnreadableException {
    PlanPlaces places = new PlanPlaces(where.file().map(Path::toString), loaded.lines());
    Plan plan;
    try {
      plan = Plan.of(loaded.site(), host);
    } catch (PlanRefusedException e) {
      spec.commandLine()
          .getErr()
          .println(
              "%s: %s. Instead: %s.".formatted(places.message(e.key()), e.reason(), e.remedy()));
      return Main.WRONG;
    }
    List<Plan.Hop> hops = hops(plan);
    Optional<PlanAgainst> compared =
        against == null
            ? Optional.empty()
            : Optional.of(PlanAgainst.of(against, compared(hops, against)));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new PlanJson(places).text(plan, hops, compared.stream().toList()));
    } else {
      new PlanText(plan, places).lines(hops).forEach(out::println);
      compared.stream().flatMap(each -> each.lines().stream()).forEach(out::println);
    }
    out.flush();
    if (svg != null) {
      draw(plan, svg);
    }
    return plan.needsChange() || compared.filter(PlanAgainst::needsChange).isPresent()
        ? CHANGES
        : Main.OK;
  }

  /** The hop whose firewall it is: the only one, or the only one of that dialect. */
  private HopNeeds compared(List<Plan.Hop> hops, String firewall) {
    List<Plan.Hop> meant =
        hops.size() == 1
            ? hops
            : hops.stream()
                .filter(hop -> hop.dialect().filter(firewall::equals).isPresent())
                .toList();
    if (meant.size() != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--against: which hop's firewall it is must be said with --at. Allowed: " + names(hops));
    }
    return meant.getFirst().needs();
  }

  private static String names(List<Plan.Hop> hops) {
    return hops.stream().map(hop -> hop.needs().name()).collect(Collectors.joining(", "));
  }

  private static void draw(Plan plan, Path file) throws IOException {
    try {
      Files.writeString(file, PlanSvg.of(plan));
    } catch (IOException e) {
      throw new IOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private List<Plan.Hop> hops(Plan plan) {
    List<Plan.Hop> hops =
        plan.hops().stream()
            .filter(hop -> Optional.ofNullable(at).stream().allMatch(hop.needs().name()::equals))
            .toList();
    if (hops.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--at: %s is no hop of the path. Allowed: %s".formatted(at, names(plan.hops())));
    }
    return hops;
  }
}
