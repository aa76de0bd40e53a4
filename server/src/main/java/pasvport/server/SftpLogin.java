package pasvport.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import org.apache.sshd.server.auth.AsyncAuthException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.Denial;
import pasvport.site.PolicyRule;
import pasvport.site.RuleJudge;

/** How one client logs in by SSH, and whom that makes it. */
final class SftpLogin {

  private static final Logger log = LoggerFactory.getLogger(SftpLogin.class);

  private final Guest guest;
  private final Users users;
  private final AuthorizedKeys keys;
  private final UserFolders folders;
  private final boolean visitors;
  private boolean counted;
  private String name = "";

  SftpLogin(Guest guest, Users users, AuthorizedKeys keys, UserFolders folders, boolean visitors) {
    this.guest = guest;
    this.users = users;
    this.keys = keys;
    this.folders = folders;
    this.visitors = visitors;
  }

  Guest guest() {
    return guest;
  }

  /**
   * Checks a password. A hash takes long, and SSHD's few threads serve everybody; so the answer
   * comes later, by way of the exception.
   */
  boolean password(String user, String password) {
    if (!mayTry(user)) {
      return false;
    }
    counted = false; // each further password is a further attempt
    if (visitors && UserName.isVisitor(user)) {
      return true;
    }
    var later = new AsyncAuthException();
    Thread.ofVirtual().name("login").start(() -> later.setAuthed(isRight(user, password)));
    throw later;
  }

  private boolean isRight(String user, String password) {
    return switch (users.verify(user, password)) {
      case RIGHT -> true;
      case WRONG -> {
        log.info("The login of {} failed", Shown.logged(user));
        yield false;
      }
      case BUSY -> {
        log.warn("Too many passwords to check at once: {} was sent away", Shown.logged(user));
        yield false;
      }
    };
  }

  /** Whether a key is the user's; that the client has it is proved elsewhere. */
  boolean key(String user, PublicKey key) {
    return mayTry(user) && keys.has(user, key);
  }

  private boolean mayTry(String user) {
    if (!counted && !guest.mayLogIn()) {
      return false;
    }
    counted = true; // a client offers one key after another: that is one attempt
    if (judge(user).isOpen(guest.now())) {
      return true;
    }
    guest.denied(Denial.OUTSIDE_HOURS, Shown.logged(user));
    return false;
  }

  private RuleJudge judge(String user) {
    return PolicyRule.of(
            guest.site().policy(), guest.client(), user.getBytes(StandardCharsets.UTF_8))
        .map(RuleJudge::new)
        .orElse(RuleJudge.EVERYTHING);
  }

  /** It is proved who it is. */
  void loggedIn(String user) {
    name = visitors && UserName.isVisitor(user) ? "anonymous" : UserName.composed(user);
    guest.loggedIn(name);
  }

  /** What holds for who is logged in. */
  RuleJudge judge() {
    return judge(name);
  }

  /** Who is logged in, with the folder. */
  Account account() throws IOException {
    var isVisitor = visitors && UserName.isVisitor(name);
    try {
      return new Account(name, folders.of(isVisitor ? UserName.PUBLIC : name), !isVisitor);
    } catch (IOException e) {
      log.error("The folder of {} cannot be opened: {}", name, e.toString());
      throw e;
    }
  }
}
