package pasvport.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.command.CommandFactory;
import org.apache.ftpserver.command.impl.NOOP;
import org.apache.ftpserver.command.impl.QUIT;
import org.apache.ftpserver.command.impl.STRU;
import org.apache.ftpserver.command.impl.TYPE;
import org.jspecify.annotations.Nullable;

/**
 * The commands that the server knows.
 *
 * <p>Of FtpServer's own commands only those about nothing but the session are used. Those about
 * files cannot say why something failed, hide dot files, trim names and copy slowly; PORT and EPRT
 * are left out, since the gateway only ever connects passively.
 */
final class Commands implements CommandFactory {

  private final Map<String, Command> commands = new HashMap<>();

  Commands(LoginCommands logins) {
    commands.put("NOOP", new NOOP());
    commands.put("QUIT", new QUIT());
    commands.put("STRU", new STRU());
    commands.put("TYPE", new TYPE());
    logins.all().forEach(this::put);
    SessionCommands.all().forEach(this::put);
    FileCommands.all().forEach(this::put);
    new TransferCommands().all().forEach(this::put);
    ListingCommands.all().forEach(this::put);
    put(
        "HELP",
        (talk, _) ->
            talk.reply(
                214,
                "Commands:\n " + String.join(" ", new TreeSet<>(commands.keySet())) + "\nEnd"));
  }

  @Override
  public @Nullable Command getCommand(String verb) {
    return commands.get(verb);
  }

  private void put(String name, Verb verb) {
    commands.put(
        name,
        (session, _, request) -> {
          var talk = Conversation.of(session);
          if (talk != null) {
            serve(talk, name, verb, Optional.ofNullable(request.getArgument()).orElse(""));
          }
        });
  }

  private static void serve(Conversation talk, String name, Verb verb, String argument) {
    var renames = name.equals("RNTO");
    if (!renames) {
      talk.renameFrom(null); // RFC 959: RNTO comes right after RNFR
    }
    try {
      verb.serve(talk, argument);
    } catch (Refused e) {
      talk.reply(e.code(), e.text());
    } catch (IOException e) {
      talk.reply(550, "Cannot be done: " + Refused.reason(e) + ".");
    } finally {
      if (renames) {
        talk.renameFrom(null);
      }
    }
  }
}
