package pasvport.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import pasvport.site.Advertise;
import pasvport.site.Endpoint;
import pasvport.site.HostAddresses;
import pasvport.site.HostText;
import pasvport.site.Network;
import pasvport.site.PortRange;
import pasvport.site.Site;
import pasvport.site.SiteException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pasvport init}: asks a few questions and writes the site file. */
@Command(
    name = "init",
    description = {
      "Asks a few questions and writes the site file, with comments.",
      "",
      "What is likely right for this host is offered with each question. What an option says is"
          + " not asked."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport init",
      "  pasvport init --yes",
      "  pasvport init --yes --server 10.0.0.20 --listen 21 \\",
      "      --outside-address ftp.example.com --inside 10.0.0.0/8 192.168.0.0/16",
      "",
      "Exit codes: 0 written, 1 not written and said why, 64 wrong usage."
    })
final class Init implements Callable<Integer> {
  private static final String NONE = "none";

  private static final int FTP_PORT = 21;

  /** The port that needs no privilege, as without a site file. */
  private static final int OTHER_PORT = 2121;

  private static final int RANGE_SIZE = 10;
  private static final int FIRST_RANGE = 50_000;
  private static final int LAST_RANGE = 60_000;

  private final HostAddresses addresses;
  private final CheckHost ports;
  private final InitHost host;
  private final InitTerminal terminal;

  @Option(
      names = "--server",
      paramLabel = "HOST[:PORT]",
      description = "The FTP server that is there already, or none for the built-in one.")
  private @Nullable String server;

  @Option(
      names = "--listen",
      paramLabel = "[ADDRESS:]PORT",
      description = "Where clients shall reach the gateway.")
  private @Nullable String listen;

  @Option(
      names = "--ports",
      paramLabel = "FIRST-LAST",
      description = "The ports for passive data, which the firewall lets in.")
  private @Nullable String range;

  @Option(
      names = "--outside-address",
      paramLabel = "ADDRESS",
      description =
          "The address or name that clients outside use where a NAT stands between, or none.")
  private @Nullable String outside;

  @Option(
      names = "--inside",
      paramLabel = "NETWORK",
      arity = "1..*",
      description =
          "Networks whose clients reach this host without that NAT, as 10.0.0.0/8, or none.")
  private @Nullable List<String> inside;

  @Option(names = "--yes", description = "Asks nothing: takes what is likely right.")
  private boolean yes;

  @Option(names = "--force", description = "Replaces a site file that is there.")
  private boolean force;

  @Option(
      names = "--site",
      paramLabel = "FILE",
      defaultValue = "pasvport.yaml",
      description = "The file to write; without it, ./pasvport.yaml.")
  private Path file = Path.of("pasvport.yaml");

  @Spec private CommandSpec spec = CommandSpec.create();

  Init() {
    this(
        HostAddresses.ofThisHost(),
        CheckHost.ofThisHost(),
        InitHost.ofThisHost(),
        InitTerminal.console());
  }

  Init(HostAddresses addresses, CheckHost ports, InitHost host, InitTerminal terminal) {
    this.addresses = addresses;
    this.ports = ports;
    this.host = host;
    this.terminal = terminal;
  }

  /** Nobody answers any more. */
  private static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    if (Files.exists(file) && !force) {
      err.println(file + " is there already and stays as it is; --force replaces it.");
      return Main.WRONG;
    }
    if (!yes && !terminal.isThere()) {
      throw new ParameterException(
          spec.commandLine(),
          "There is no terminal to ask on: add --yes, and options for what it should not guess.");
    }
    String text;
    try {
      text = answers().yaml();
    } catch (Unanswered e) {
      err.println("Nothing was written.");
      return Main.WRONG;
    }
    try {
      Site.Loaded loaded = Site.parse(text, file.toString(), addresses);
      loaded.warnings().forEach(warning -> err.println(warning.in(file.toString())));
    } catch (SiteException e) {
      err.println("These answers make no site:");
      e.problems().forEach(problem -> err.println("  " + problem.key() + ": " + problem.message()));
      err.println("Nothing was written.");
      return Main.WRONG;
    }
    return write(text, err);
  }

  private int write(String text, PrintWriter err) {
    try {
      if (force) {
        // A gateway that runs must not read half of it.
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(half, text);
        Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
      }
    } catch (IOException e) {
      err.println(file + " cannot be written: " + e);
      return Main.WRONG;
    }
    String more = file.equals(Path.of("pasvport.yaml")) ? "" : " --site " + file;
    PrintWriter out = spec.commandLine().getOut();
    out.println(file + " is written.");
    out.println("Next: pasvport up" + more);
    out.flush();
    return Main.OK;
  }

  private InitAnswers answers() throws Unanswered {
    Optional<InetAddress> running = host.listener(FTP_PORT);
    String behind =
        answer(
            "Which FTP server shall stand behind the gateway: its address or name, or none for the"
                + " built-in one?"
                + running.map(_ -> " (Something listens on port 21 of this host.)").orElse(""),
            running.map(Init::reachable).orElse(NONE),
            "--server",
            server,
            orNone(Endpoint::server));
    String entry =
        answer(
            "At which port shall clients reach the gateway?",
            Integer.toString(mayUse(FTP_PORT) ? FTP_PORT : OTHER_PORT),
            "--listen",
            listen,
            Endpoint::listener);
    String passive =
        answer(
            "Which ports shall carry passive data? The firewall lets them in; ten are enough.",
            freeRange(),
            "--ports",
            range,
            PortRange::parse);
    String told =
        answer(
            "Which address or name do clients outside use, if a NAT stands between; else none?"
                + privateAddress()
                    .map(own -> " (This host's own address, " + own + ", is private.)")
                    .orElse(""),
            NONE,
            "--outside-address",
            outside,
            orNone(Advertise::parse));
    String direct =
        told.equals(NONE) && inside == null
            ? NONE
            : answer(
                "Which networks reach this host without that NAT, as 10.0.0.0/8; or none?",
                host.privateNetwork().map(Network::toString).orElse(NONE),
                "--inside",
                inside == null ? null : String.join(" ", inside),
                orNone(text -> words(text).forEach(Network::parse)));
    return new InitAnswers(
        unlessNone(behind),
        entry,
        passive,
        unlessNone(told),
        direct.equals(NONE) ? List.of() : words(direct));
  }

  private String answer(
      String question, String likely, String option, @Nullable String given, Consumer<String> check)
      throws Unanswered {
    if (given != null) {
      try {
        check.accept(given);
        return given;
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
      }
    }
    if (yes) {
      return likely;
    }
    while (true) {
      String typed =
          terminal.ask(question + "\n[" + likely + "] ").orElseThrow(Unanswered::new).strip();
      String answer = typed.isEmpty() ? likely : typed;
      try {
        check.accept(answer);
        return answer;
      } catch (IllegalArgumentException e) {
        terminal.say(String.valueOf(e.getMessage()));
      }
    }
  }

  private static Consumer<String> orNone(Consumer<String> check) {
    return text -> {
      if (!text.equals(NONE)) {
        check.accept(text);
      }
    };
  }

  private static Optional<String> unlessNone(String answer) {
    return Optional.of(answer).filter(text -> !text.equals(NONE));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("[\\s,]+")).filter(word -> !word.isEmpty()).toList();
  }

  private static String reachable(InetAddress at) {
    return new Endpoint(at.isAnyLocalAddress() ? "127.0.0.1" : HostText.written(at), FTP_PORT)
        .toString();
  }

  private Optional<String> privateAddress() {
    return addresses
        .ofDefaultRoute(false)
        .filter(InetAddress::isSiteLocalAddress)
        .map(HostText::written);
  }

  private boolean mayUse(int port) {
    return ports.port(new InetSocketAddress(port)) == CheckHost.Port.FREE;
  }

  /** The first range of ten, all of whose ports can be had; the usual one if there is none. */
  private String freeRange() {
    return IntStream.iterate(FIRST_RANGE, first -> first < LAST_RANGE, first -> first + RANGE_SIZE)
        .filter(first -> IntStream.range(first, first + RANGE_SIZE).allMatch(this::mayUse))
        .mapToObj(first -> new PortRange(first, first + RANGE_SIZE - 1))
        .findFirst()
        .orElseGet(() -> new PortRange(FIRST_RANGE, FIRST_RANGE + RANGE_SIZE - 1))
        .toString();
  }
}
