package pasvport.app;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: what it can do stands in the verbs, one class each. */
@Command(
    name = "pasvport",
    description = "Gets FTP through firewalls.",
    mixinStandardHelpOptions = true,
    subcommands = {
      Up.class,
      Init.class,
      Import.class,
      Check.class,
      PlanCommand.class,
      RulesCommand.class,
      Apply.class,
      Undo.class,
      TestCommand.class,
      Vantage.class,
      Explain.class,
      LabCommand.class,
      UserCommand.class,
      Schema.class,
      Completion.class,
      Man.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport up                        serve at once: gateway and built-in server, port 2121",
      "  pasvport up --site pasvport.yaml   serve what the file describes",
      "  pasvport init                      ask a few questions and write the site file",
      "  pasvport import                    read the FTP server's own configuration into it",
      "  pasvport check                     say what is wrong in the site file",
      "  pasvport plan                      say what the firewalls on the way must let through",
      "  pasvport test ftp.example.com      test a server from here, and say what is wrong",
      "  pasvport vantage                   be the other end of a test, for others to ask",
      "  pasvport apply                     put this host's part in force, with a way back",
      "  pasvport explain vsftpd.log kern.log   say in the logs where data connections die",
      "  pasvport lab                       show problem and cure on this machine alone",
      "  pasvport user add alice            let alice in at the built-in server",
      "",
      "Exit codes: 0 done, 1 something is wrong and was said, 64 wrong usage, 70 a defect in"
          + " Pasvport."
    })
final class Main implements Callable<Integer> {
  static final int OK = 0;
  static final int WRONG = 1;

  /** EX_USAGE of sysexits(3). */
  static final int USAGE = 64;

  /** EX_SOFTWARE of sysexits(3). */
  static final int DEFECT = 70;

  @Spec private @Nullable CommandSpec spec;

  /** Runs a verb and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setExitCodeExceptionMapper(
        exception -> exception instanceof ParameterException ? USAGE : DEFECT);
    commandLine.setExpandAtFiles(false);
    everywhere(commandLine);
    return commandLine;
  }

  private static void everywhere(CommandLine commandLine) {
    commandLine.getCommandSpec().exitCodeOnInvalidInput(USAGE).versionProvider(new Version());
    commandLine.getSubcommands().values().forEach(Main::everywhere);
  }

  /** Without a verb there is nothing to do: the help says what there is. */
  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getErr());
    }
    return USAGE;
  }

  /** The version that Maven wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"pasvport " + current(), "Java " + Runtime.version()};
    }

    static String current() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "(not packaged)" : version;
    }
  }
}
