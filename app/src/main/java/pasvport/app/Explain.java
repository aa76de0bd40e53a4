package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import pasvport.doctor.explain.Journal;
import pasvport.doctor.explain.format.Heard;
import pasvport.doctor.explain.format.LogFiles;
import pasvport.doctor.explain.host.SecurityUpdates;
import pasvport.doctor.explain.host.Traps;
import pasvport.doctor.explain.host.Versions;
import pasvport.doctor.explain.join.Explainer;
import pasvport.doctor.explain.join.Explanation;
import pasvport.doctor.explain.join.ExplanationJson;
import pasvport.doctor.explain.join.ExplanationText;
import pasvport.doctor.explain.join.Rules;
import pasvport.doctor.explain.live.Follow;
import pasvport.doctor.explain.live.LiveRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pasvport explain}: follows data connections through the logs of firewall and server. */
@Command(
    name = "explain",
    description = {
      "Follows data connections through logs, and says where they die.",
      "",
      "Give the logs of the FTP server and of the firewalls before it; which product each is of is"
          + " found out by its lines. What they say of one data connection is told in order, with"
          + " the verdict first: which rule dropped it, who refused it, or what to log to know."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport explain /var/log/vsftpd.log /var/log/kern.log",
      "  pasvport explain vsftpd.log asa.log --rules running-config --client 203.0.113.9",
      "  pasvport explain --follow --client 203.0.113.9 /var/log/vsftpd.log",
      "  pasvport explain ftp.log ufw.log.1.gz --since 2h --json",
      "",
      "Exit codes: 0 no data connection failed, 1 one failed or nothing was found, 64 wrong usage."
    })
final class Explain implements Callable<Integer> {
  private final Clock clock;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Logs of servers and firewalls, packed by gzip or not, in any order.")
  private List<Path> files = List.of();

  @Option(
      names = "--client",
      paramLabel = "ADDRESS",
      description = "Looks at the connections of this client alone.")
  private @Nullable String client;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Leaves out what ended before: 90s, 30m, 2h or 3d ago, or a time such as"
              + " 2026-11-26T08:00.")
  private @Nullable String since;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "The firewall's rules as text (nft list ruleset, iptables-save, pfctl -vvsr, rules.debug,"
              + " show running-config): the rule that a log names is shown from it.")
  private @Nullable Path rules;

  @Option(
      names = "--follow",
      description =
          "Follows one client on this host as it connects, until it is interrupted: nftables' trace,"
              + " conntrack's events, and what is added to the logs. Needs root and --client. Its"
              + " rules go when it ends.")
  private boolean follow;

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  Explain() {
    this(Clock.system(ZoneId.systemDefault()));
  }

  Explain(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    if (follow && client == null) {
      throw new ParameterException(
          spec.commandLine(), "--follow: name the client to be followed with --client ADDRESS");
    }
    if (files.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "FILE: name the logs of the FTP server and of the firewall");
    }
    try {
      return client != null && follow ? live(address(client), err) : offline(err);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Main.OK;
    } catch (IOException e) {
      err.println(String.valueOf(e.getMessage()));
      return Main.WRONG;
    } finally {
      err.flush();
    }
  }

  private int offline(PrintWriter err) throws IOException {
    Instant from = SinceText.read(since, clock, spec);
    Journal journal = client == null ? Journal.ofAll(from) : Journal.of(address(client), from);
    ZoneId zone = clock.getZone();
    List<Heard> heard = LogFiles.read(files, zone, journal);
    Explanation explanation =
        new Explainer(rules(), from).explain(journal.ofServers(), journal.ofFirewalls());
    List<String> complaints = new ArrayList<>();
    heard.forEach(one -> complaints.addAll(one.complaints()));
    journal.complaint().ifPresent(complaints::add);
    print(explanation, complaints, err);
    boolean fine =
        !explanation.stories().isEmpty()
            && explanation.stories().stream().allMatch(story -> story.verdict().outcome().isFine());
    return fine ? Main.OK : Main.WRONG;
  }

  private int live(InetAddress who, PrintWriter err) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Rules known = rules == null ? LiveRules.ofThisHost() : rules();
    ExplanationText text = new ExplanationText(clock.getZone());
    try (Follow following = Follow.start(who, files, clock)) {
      Runtime.getRuntime().addShutdownHook(new Thread(following::close, "end of following"));
      following
          .missing()
          .forEach(program -> err.println(program + " is not installed: less will be seen."));
      err.println("Following " + client + ". Let it connect now; Ctrl-C ends this.");
      err.flush();
      Thread.ofVirtual().name("packages").start(() -> sayPackages(err));
      following.run(
          known,
          entry -> {
            if (!json) {
              out.println(text.line(entry));
              out.flush();
            }
          },
          story -> {
            if (json) {
              out.println(ExplanationJson.of(story));
            } else {
              text.lines(story).forEach(out::println);
            }
            out.flush();
          });
    }
    return Main.OK;
  }

  /** A package manager takes seconds to answer, which nobody should wait for. */
  private static void sayPackages(PrintWriter err) {
    Traps.of(Versions.installed()).forEach(trap -> err.println("known trap: " + trap));
    SecurityUpdates.pending().forEach(err::println);
    err.flush();
  }

  private void print(Explanation explanation, List<String> complaints, PrintWriter err) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(ExplanationJson.of(explanation, complaints));
    } else {
      new ExplanationText(clock.getZone()).lines(explanation).forEach(out::println);
      complaints.forEach(err::println);
    }
    out.flush();
  }

  private Rules rules() throws IOException {
    if (rules == null) {
      return Rules.none();
    }
    try {
      return Rules.file(rules);
    } catch (IOException e) {
      throw new IOException("%s: cannot be read: %s".formatted(rules, e.getMessage()), e);
    }
  }

  private InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--client: expected an address, found " + text, e);
    }
  }
}
