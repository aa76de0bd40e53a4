package pasvport.server;

import java.io.IOException;
import java.util.Map;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.Home;

/** The commands that log in (RFC 959). Each user gets a folder, made at the first login. */
final class LoginCommands {

  private static final Logger log = LoggerFactory.getLogger(LoginCommands.class);

  // People mistype a password once or twice; the gateway bounds logins by address besides.
  private static final int MAX_FAILURES = 5;

  private final Users users;
  private final UserFolders folders;
  private final boolean visitors;

  /**
   * @param visitors whether anyone may log in as {@code anonymous}, to read {@code public}
   */
  LoginCommands(Users users, UserFolders folders, boolean visitors) throws IOException {
    this.users = users;
    this.folders = folders;
    this.visitors = visitors;
    Home.createPrivately(folders.files());
    if (visitors) {
      folders.of(UserName.PUBLIC);
    }
  }

  Map<String, Verb> all() {
    return Map.of("USER", this::user, "PASS", this::password);
  }

  // The answer is the same for every name: who exists is nobody's business.
  private void user(Conversation talk, String argument) throws Refused {
    if (argument.isEmpty()) {
      throw new Refused(501, "A name is missing.");
    }
    if (talk.session().isLoggedIn()) {
      throw new Refused(530, "Somebody is logged in already; connect anew to be somebody else.");
    }
    talk.session().setUserArgument(argument);
    talk.reply(331, "Send PASS with the password.");
  }

  private void password(Conversation talk, String argument) throws Refused {
    if (talk.session().isLoggedIn()) {
      throw new Refused(503, "Somebody is logged in already.");
    }
    var name = talk.session().getUserArgument();
    if (name == null) {
      throw new Refused(503, "Send USER first.");
    }
    talk.session().setUserArgument(null);
    if (visitors && UserName.isVisitor(name)) {
      enter(talk, "anonymous", UserName.PUBLIC, false);
      return;
    }
    switch (users.verify(name, argument)) {
      case RIGHT -> {
        var user = UserName.composed(name);
        enter(talk, user, user, true);
      }
      case WRONG -> {
        log.info("The login of {} failed", Shown.logged(name));
        if (talk.loginFailed() >= MAX_FAILURES) {
          leave(talk, "Too many logins failed.");
        } else {
          throw new Refused(530, "Wrong name or password.");
        }
      }
      case BUSY -> {
        log.warn("Too many passwords to check at once: {} was sent away", Shown.logged(name));
        leave(talk, "Too many people log in right now; try again in some seconds.");
      }
    }
  }

  private void enter(Conversation talk, String name, String folder, boolean mayWrite)
      throws Refused {
    try {
      talk.account(new Account(name, folders.of(folder), mayWrite));
    } catch (IOException e) {
      log.error("The folder of {} cannot be opened: {}", name, e.toString());
      throw new Refused(530, "Your folder cannot be opened: " + Refused.reason(e) + ".");
    }
    var user = new BaseUser();
    user.setName(name);
    talk.session().setUser(user); // from here on FtpServer lets the other commands through
    talk.reply(230, "Logged in as " + name + ".");
  }

  private static void leave(Conversation talk, String why) {
    talk.reply(421, why);
    talk.close();
  }
}
