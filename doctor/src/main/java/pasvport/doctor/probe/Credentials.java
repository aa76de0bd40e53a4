package pasvport.doctor.probe;

import java.util.Optional;
import java.util.function.Supplier;
import pasvport.doctor.fact.Heard;
import pasvport.ftp.Command;
import pasvport.ftp.Octets;

/**
 * A user and a password that is never sent again once it was refused: servers count, and bans last.
 */
final class Credentials {
  private final String user;
  private final String password;
  private boolean refused;
  private boolean accepted;
  private Optional<String> withheld = Optional.empty();

  Credentials(String user, String password) {
    this.user = user;
    this.password = password;
  }

  String password() {
    return password;
  }

  boolean anonymous() {
    return user.equals("anonymous") || user.equals("ftp");
  }

  /** The replies to USER and PASS. */
  record Login(Heard user, Heard password) {}

  /**
   * Logs in; until it is known whether the password is right, one session at a time.
   *
   * @param encrypted whether under TLS
   */
  Login login(Control control, boolean encrypted) {
    synchronized (this) {
      if (!accepted) {
        return refused
            ? new Login(new Heard.NotAsked(), new Heard.NotAsked())
            : ask(control, encrypted);
      }
    }
    return ask(control, encrypted);
  }

  private Login ask(Control control, boolean encrypted) {
    var toUser = control.ask(new Command("USER", Octets.utf8(user)));
    var toPassword =
        toUser.is(3)
            ? control.ask(new Command("PASS", Octets.utf8(password)))
            : new Heard.NotAsked();
    synchronized (this) {
      accepted |= toUser.is(2) || toPassword.is(2);
      refused |= !accepted && judged(toPassword, encrypted);
    }
    return new Login(toUser, toPassword);
  }

  /**
   * Whether it was the password that was refused, and not whoever comes in clear: who demands TLS
   * has not looked at it.
   */
  private static boolean judged(Heard toPassword, boolean encrypted) {
    return toPassword.refused() && (encrypted || !toPassword.demandsTls());
  }

  /** Notes why the password is not sent where it could have been. */
  synchronized void withhold(Supplier<String> reason) {
    if (withheld.isEmpty()) {
      withheld = Optional.of(reason.get());
    }
  }

  synchronized Optional<String> withheld() {
    return withheld;
  }
}
