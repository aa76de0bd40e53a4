package pasvport.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import pasvport.server.AuthorizedKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pasvport user key}: the public keys with which users log in by SFTP. */
@Command(
    name = "key",
    description = {
      "Adds, lists and removes the public keys with which a user logs in by SFTP.",
      "",
      "A running pasvport up sees the change at the next login. The password stays as it is."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = Check.USAGE,
    subcommands = {
      UserCommandKey.Add.class,
      UserCommandKey.ListAll.class,
      UserCommandKey.Remove.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pasvport user key add alice ~/.ssh/id_ed25519.pub",
      "  pasvport user key list alice",
      "  pasvport user key remove alice SHA256:kOPSHhkPcztPgmW2UJSXU1z6Qx6+7dr714oa3ClBIBw",
      "",
      UserCommand.EXIT_CODES
    })
final class UserCommandKey implements Callable<Integer> {

  /** A file of keys beyond was named by mistake. */
  private static final int LONGEST_FILE = 1 << 20;

  private static final String NAME = "The user's name.";

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Without a verb there is nothing to do: the help says what there is. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Check.USAGE;
  }

  private static String shown(AuthorizedKeys.Key key) {
    return (key.fingerprint() + " " + key.comment()).strip();
  }

  /** {@code pasvport user key add NAME FILE}. */
  @Command(
      name = "add",
      description = "Lets a user log in with the public keys in a file, as ssh-keygen makes it.",
      mixinStandardHelpOptions = true,
      exitCodeOnInvalidInput = Check.USAGE,
      footerHeading = "%nExamples:%n",
      footer = {"  pasvport user key add alice ~/.ssh/id_ed25519.pub", "", UserCommand.EXIT_CODES})
  static final class Add implements Callable<Integer> {

    @Mixin private UserCommandHome where = new UserCommandHome();

    @Parameters(index = "0", paramLabel = "NAME", description = NAME)
    private String name = "";

    @Parameters(
        index = "1",
        paramLabel = "FILE",
        description = "Public keys, one a line, as in id_ed25519.pub or authorized_keys.")
    private Path file = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      return UserCommand.run(
          spec,
          where.home(),
          name,
          users -> {
            List<AuthorizedKeys.Key> added =
                new AuthorizedKeys(where.home(), users).add(name, text(file));
            added.forEach(key ->
                spec.commandLine().getErr().println(name + " may log in with " + shown(key)));
            if (added.isEmpty()) {
              spec.commandLine().getErr().println(name + " has this key already");
            }
          });
    }

    private static String text(Path file) throws IOException {
      try (var in = Files.newInputStream(file)) {
        var bytes = in.readNBytes(LONGEST_FILE + 1);
        if (bytes.length > LONGEST_FILE) {
          throw new IOException("the file " + file + " is longer than any file of keys");
        }
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (text.contains("PRIVATE KEY")) {
          throw new IOException(
              file + " holds a private key, which stays with its owner: name the .pub file");
        }
        return text;
      }
    }
  }

  /** {@code pasvport user key list NAME}. */
  @Command(
      name = "list",
      description = "Prints the fingerprints of a user's keys, one a line.",
      mixinStandardHelpOptions = true,
      exitCodeOnInvalidInput = Check.USAGE,
      footerHeading = "%nExamples:%n",
      footer = {"  pasvport user key list alice", "", UserCommand.EXIT_CODES})
  static final class ListAll implements Callable<Integer> {

    @Mixin private UserCommandHome where = new UserCommandHome();

    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      return UserCommand.run(
          spec,
          where.home(),
          name,
          users -> {
            List<AuthorizedKeys.Key> keys = new AuthorizedKeys(where.home(), users).of(name);
            keys.forEach(key -> spec.commandLine().getOut().println(shown(key)));
            if (keys.isEmpty()) {
              spec.commandLine().getErr().println(name + " has no keys yet.");
            }
          });
    }
  }

  /** {@code pasvport user key remove NAME FINGERPRINT}. */
  @Command(
      name = "remove",
      description = "Takes a key from a user; sessions that are logged in stay.",
      mixinStandardHelpOptions = true,
      exitCodeOnInvalidInput = Check.USAGE,
      footerHeading = "%nExamples:%n",
      footer = {
        "  pasvport user key remove alice SHA256:kOPSHhkPcztPgmW2UJSXU1z6Qx6+7dr714oa3ClBIBw",
        "",
        UserCommand.EXIT_CODES
      })
  static final class Remove implements Callable<Integer> {

    @Mixin private UserCommandHome where = new UserCommandHome();

    @Parameters(index = "0", paramLabel = "NAME", description = NAME)
    private String name = "";

    @Parameters(
        index = "1",
        paramLabel = "FINGERPRINT",
        description = "The key's fingerprint, as pasvport user key list prints it.")
    private String fingerprint = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      return UserCommand.run(
          spec,
          where.home(),
          name,
          users -> {
            if (!new AuthorizedKeys(where.home(), users).remove(name, fingerprint)) {
              throw new IOException(
                  name + " has no key " + fingerprint + "; see pasvport user key list " + name);
            }
            spec.commandLine().getErr().println(name + " has this key no more");
          });
    }
  }
}
