package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.apply.Change;
import pasvport.firewall.apply.Journal;
import pasvport.firewall.apply.LiveFirewall;
import pasvport.firewall.apply.LiveFirewalls;
import pasvport.firewall.apply.Login;
import pasvport.firewall.apply.Proposal;
import pasvport.firewall.apply.Shell;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.plan.Plan;
import pasvport.firewall.plan.PlanRefusedException;
import pasvport.firewall.router.RouterException;
import pasvport.lab.Lab;
import pasvport.site.HostAddresses;
import pasvport.site.Site;
import pasvport.site.SiteException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pasvport apply}: puts the rules in force on this host, with a way back. */
@Command(
    name = "apply",
    description = {
      "Puts the planned rules in force in this host's firewall, with a way back.",
      "",
      "First they are rehearsed: a throwaway network with this host's interfaces, addresses and a"
          + " copy of its rules lets real FTP through, and what must stay out is tried too. Then they"
          + " are put in force and must be confirmed in time, here or from another login; otherwise"
          + " everything is as before, also if this login or this program ends meanwhile."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sudo pasvport apply                      rehearse, show, put in force, ask",
      "  sudo pasvport apply --rehearse           rehearse and show, and change nothing",
      "  sudo pasvport apply --confirm            from a second login: it still lets you in",
      "  sudo pasvport apply --confirm-within 5m",
      "  sudo pasvport apply --yes --from https://vantage.example.net:8443 --token-file token",
      "                                           let a test from outside confirm it",
      "  pasvport apply --via router              ask the home router to forward the ports",
      "  sudo pasvport undo                       as it was before",
      "",
      "Exit codes: 0 in force (or, with --rehearse, would be), 1 not in force and said why, 64 wrong"
          + " usage."
    })
final class Apply implements Callable<Integer> {
  @Mixin private SiteOption site = new SiteOption();

  @Option(
      names = "--at",
      paramLabel = "HOP",
      description = "Which firewall of the path this host is, where there are several.")
  private @Nullable String at;

  @Option(
      names = "--confirm-within",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = TimeConverter.class,
      description = "After which time it is undone unless confirmed, 10s to 1h; 60s otherwise.")
  private Duration within = Duration.ofSeconds(60);

  @Option(names = "--confirm", description = "Confirms what waits to be confirmed.")
  private boolean confirm;

  @Option(names = "--rehearse", description = "Rehearses and shows, and changes nothing.")
  private boolean rehearse;

  @Option(
      names = "--allow-lines",
      description =
          "Agrees to the lines in chains that are not Pasvport's, where the rehearsal shows that"
              + " without them nothing gets through.")
  private boolean allowLines;

  @Mixin private ApplyVantage vantage = new ApplyVantage();

  @Option(
      names = "--via",
      paramLabel = "router",
      description =
          "Asks the router before this host to forward the ports (PCP, NAT-PMP or UPnP) for as long"
              + " as this program runs, instead of changing this host's firewall.")
  private @Nullable Via via;

  @Option(
      names = "--router",
      paramLabel = "ADDRESS",
      description = "The router's address here; without it, the default route's.")
  private @Nullable String router;

  /** Whose firewall is changed, if not this host's. */
  enum Via {
    router
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  private final InitTerminal terminal = InitTerminal.console();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Journal journal = FirewallJournal.in(site.home());
    try {
      return confirm ? confirm(journal, out) : apply(journal, out);
    } catch (ApplyException | RouterException | PlanRefusedException | SiteException e) {
      err.println(String.valueOf(e.getMessage()));
    } catch (NotExpressibleException e) {
      err.println(e.getMessage() + ". " + e.remedy());
    } catch (IOException e) {
      err.println("%s: %s".formatted(journal.folder(), e.getMessage()));
    } finally {
      out.flush();
      err.flush();
    }
    return Main.WRONG;
  }

  private static int confirm(Journal journal, PrintWriter out) throws IOException, ApplyException {
    Optional<Change> pending =
        journal.last().filter(change -> change.state() == Change.State.PENDING);
    if (pending.isEmpty()) {
      throw new ApplyException("nothing waits to be confirmed");
    }
    stay(pending.get(), journal, out);
    return Main.OK;
  }

  private static void stay(Change change, Journal journal, PrintWriter out)
      throws IOException, ApplyException {
    change.confirm(Shell.here());
    journal.audit("change=\"%d\" confirmed".formatted(change.number()));
    out.println(
        "Confirmed: change %d stays. `pasvport undo` takes it back.".formatted(change.number()));
  }

  private int apply(Journal journal, PrintWriter out)
      throws SiteException,
          PlanRefusedException,
          NotExpressibleException,
          ApplyException,
          RouterException,
          IOException {
    HostAddresses host = HostAddresses.ofThisHost();
    Site known = site.load(host).site();
    Plan plan = Plan.of(known, host);
    Plan.Hop hop = ApplyHop.chosen(plan, Optional.ofNullable(at));
    if (via != null) {
      new ApplyRouter(out).forward(Optional.ofNullable(router).map(this::address), hop.needs());
      return Main.OK;
    }
    if (vantage.given()) {
      vantage.ask(known, plan);
    }
    List<String> missing = Lab.missing();
    if (!missing.isEmpty()) {
      throw new ApplyException("Rules cannot be rehearsed here: " + String.join("; ", missing));
    }
    Shell live = Shell.here();
    LiveFirewall firewall = LiveFirewalls.of(hop.dialect());
    Proposal proposal =
        Proposal.rehearsed(
            hop.needs(), firewall.written(hop.needs()), firewall, live, Login.ofThisProcess());
    ApplyText.print(proposal, firewall, out);
    if (!proposal.report().isRight()) {
      throw new ApplyException("Nothing was changed: the rehearsal failed.");
    }
    if (rehearse) {
      return Main.OK;
    }
    if (!proposal.report().admissions().isEmpty()
        && !allowLines
        && !agreed("Add them? Type yes: ", out)) {
      throw new ApplyException(
          "Nothing was changed. Add those lines yourself, or agree to them with --allow-lines.");
    }
    Change change = proposal.apply(journal, within);
    if (vantage.given()) {
      out.println("In force as change %d, until it is tested.".formatted(change.number()));
      tested(change, journal, () -> vantage.passes(known, plan, out), out);
      return Main.OK;
    }
    out.println(
        "In force as change %d. It is undone in %d s unless you confirm: type yes here, or run"
                .formatted(change.number(), within.toSeconds())
            + " `pasvport apply --confirm` from another login.");
    return decided(change, journal, out);
  }

  private InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--router: '%s' is not an address".formatted(text), e);
    }
  }

  /** Whether what is in force works. */
  @FunctionalInterface
  private interface Trial {
    boolean passes() throws ApplyException;
  }

  /** Lets a change stay if it passes, and takes it back whatever else becomes of the trial. */
  private static void tested(Change change, Journal journal, Trial trial, PrintWriter out)
      throws IOException, ApplyException {
    String why = "it does not work from there";
    boolean passed = false;
    try {
      passed = trial.passes();
    } catch (ApplyException e) {
      why = String.valueOf(e.getMessage());
    }
    if (passed) {
      stay(change, journal, out);
      return;
    }
    if (change.state() == Change.State.PENDING) {
      change.undo(Shell.here());
      journal.audit("change=\"%d\" undone: the vantage's test failed".formatted(change.number()));
    }
    throw new ApplyException("Undone, everything is as before: " + why);
  }

  /** Waits for a word from here, where there is somebody to ask; else another login confirms. */
  private int decided(Change change, Journal journal, PrintWriter out)
      throws IOException, ApplyException {
    if (!terminal.isThere()) {
      return Main.OK;
    }
    boolean agreed = agreed("> ", out);
    switch (change.state()) {
      case CONFIRMED -> out.println("It was confirmed from another login.");
      case UNDONE -> throw new ApplyException("Too late: it was undone already.");
      case PENDING -> {
        if (!agreed) {
          change.undo(Shell.here());
          journal.audit("change=\"%d\" undone".formatted(change.number()));
          throw new ApplyException("Undone: everything is as before.");
        }
        stay(change, journal, out);
      }
    }
    return Main.OK;
  }

  private boolean agreed(String question, PrintWriter out) {
    out.flush();
    return terminal
        .ask(question)
        .filter(answer -> answer.strip().equalsIgnoreCase("yes"))
        .isPresent();
  }
}
