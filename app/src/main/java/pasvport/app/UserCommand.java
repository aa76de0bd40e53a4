package pasvport.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import pasvport.server.UserRefusal;
import pasvport.server.UserRefusedException;
import pasvport.server.Users;
import pasvport.site.Home;
import pasvport.site.Logging;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pasvport user}: who may log in at the built-in server. */
@Command(
    name = "user",
    description = {
      "Adds, removes and lists the users of the built-in server, and changes passwords and keys.",
      "",
      "A running pasvport up sees the change at the next login. Users of a server that the site"
          + " names are that server's own affair."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = Check.USAGE,
    subcommands = {
      UserCommand.Add.class,
      UserCommand.Remove.class,
      UserCommand.ListAll.class,
      UserCommand.Password.class,
      UserCommandKey.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport user add alice              asks for the password, twice",
      "  pasvport user add alice --generate   makes a password and prints it",
      "  pasvport user password alice --password-file secret",
      "  pasvport user key add alice ~/.ssh/id_ed25519.pub",
      "  pasvport user list",
      "",
      UserCommand.EXIT_CODES
    })
final class UserCommand implements Callable<Integer> {

  static final String EXIT_CODES =
      "Exit codes: 0 done, 1 not done, the reason was said, 64 wrong usage.";

  private static final String NAME = "The user's name.";

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Without a verb there is nothing to do: the help says what there is. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Check.USAGE;
  }

  /** What a verb does with the users; a refusal or failure becomes a line on standard error. */
  interface Work {
    void on(Users users) throws IOException, UserRefusedException;
  }

  static int run(CommandSpec spec, Home home, String name, Work work) {
    Logs.start(Logging.Format.TEXT);
    var err = spec.commandLine().getErr();
    try {
      work.on(Users.open(home));
      return CommandLine.ExitCode.OK;
    } catch (UserRefusedException e) {
      err.println(name + ": " + e.why().sentence() + advice(e.why(), name));
    } catch (AccessDeniedException e) {
      err.println(
          "This user may not change "
              + e.getFile()
              + ": run it as the user that runs pasvport up, or name another --home.");
    } catch (IOException e) {
      err.println("The users in " + home.users() + " are as before: " + e.getMessage());
    } finally {
      err.flush();
      spec.commandLine().getOut().flush();
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** What is done with a name and its password. */
  private interface PasswordWork {
    void on(String name, char[] password) throws IOException, UserRefusedException;
  }

  /** Gets a password, does the work with it, shows it if it was generated, and wipes it. */
  private static void setPassword(
      CommandSpec spec,
      UserCommandPassword source,
      UserCommandTerminal terminal,
      String name,
      PasswordWork work,
      String done)
      throws IOException, UserRefusedException {
    var password = source.read(terminal, name);
    try {
      work.on(name, password);
      spec.commandLine().getErr().println(name + " " + done);
      if (source.isGenerated()) {
        spec.commandLine().getErr().println("Its password, shown this once:");
        spec.commandLine().getErr().flush();
        spec.commandLine().getOut().println(password);
      }
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static String advice(UserRefusal why, String name) {
    return switch (why) {
      case NAME_TAKEN -> " To change the password: pasvport user password " + name;
      case NO_SUCH_USER -> " To see who there is: pasvport user list";
      case NAME_NOT_ALLOWED,
          NAME_RESERVED,
          PASSWORD_TOO_SHORT,
          PASSWORD_TOO_LONG,
          PASSWORD_NOT_ALLOWED ->
          "";
    };
  }

  /** {@code pasvport user add NAME}. */
  @Command(
      name = "add",
      description = "Adds a user.",
      mixinStandardHelpOptions = true,
      exitCodeOnInvalidInput = Check.USAGE,
      footerHeading = "%nExamples:%n",
      footer = {
        "  pasvport user add alice",
        "  pasvport user add alice --generate",
        "  pasvport user add alice --password-file secret --home /var/lib/pasvport",
        "",
        EXIT_CODES
      })
  static final class Add implements Callable<Integer> {

    private final UserCommandTerminal terminal;

    @Mixin private UserCommandHome where = new UserCommandHome();

    @ArgGroup private UserCommandPassword password = new UserCommandPassword();

    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    Add() {
      this(UserCommandTerminal.console());
    }

    Add(UserCommandTerminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      return run(
          spec,
          where.home(),
          name,
          users ->
              setPassword(
                  spec,
                  password,
                  terminal,
                  name,
                  users::add,
                  "was added in " + where.home().users()));
    }
  }

  /** {@code pasvport user password NAME}. */
  @Command(
      name = "password",
      description = "Gives a user another password; sessions that are logged in stay.",
      mixinStandardHelpOptions = true,
      exitCodeOnInvalidInput = Check.USAGE,
      footerHeading = "%nExamples:%n",
      footer = {
        "  pasvport user password alice",
        "  pasvport user password alice --generate",
        "",
        EXIT_CODES
      })
  static final class Password implements Callable<Integer> {

    private final UserCommandTerminal terminal;

    @Mixin private UserCommandHome where = new UserCommandHome();

    @ArgGroup private UserCommandPassword password = new UserCommandPassword();

    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    Password() {
      this(UserCommandTerminal.console());
    }

    Password(UserCommandTerminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      return run(
          spec,
          where.home(),
          name,
          users ->
              setPassword(
                  spec,
                  password,
                  terminal,
                  name,
                  users::changePassword,
                  "has another password now"));
    }
  }

  /** {@code pasvport user remove NAME}. */
  @Command(
      name = "remove",
      description = "Removes a user; the files stay, and so do sessions that are logged in.",
      mixinStandardHelpOptions = true,
      exitCodeOnInvalidInput = Check.USAGE,
      footerHeading = "%nExamples:%n",
      footer = {"  pasvport user remove alice", "", EXIT_CODES})
  static final class Remove implements Callable<Integer> {

    @Mixin private UserCommandHome where = new UserCommandHome();

    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      return run(
          spec,
          where.home(),
          name,
          users -> {
            users.remove(name);
            spec.commandLine().getErr().println(name + " was removed; the files stay");
          });
    }
  }

  /** {@code pasvport user list}. */
  @Command(
      name = "list",
      description = "Prints the users' names, one a line.",
      mixinStandardHelpOptions = true,
      exitCodeOnInvalidInput = Check.USAGE,
      footerHeading = "%nExamples:%n",
      footer = {
        "  pasvport user list",
        "  pasvport user list --home /srv/pasvport",
        "",
        EXIT_CODES
      })
  static final class ListAll implements Callable<Integer> {

    @Mixin private UserCommandHome where = new UserCommandHome();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      return run(
          spec,
          where.home(),
          "",
          users -> {
            List<String> names = users.names();
            names.forEach(spec.commandLine().getOut()::println);
            if (names.isEmpty()) {
              spec.commandLine().getErr().println("There are no users yet.");
            }
          });
    }
  }
}
