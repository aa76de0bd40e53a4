package pasvport.doctor.probe;

import java.time.Duration;
import java.util.Optional;
import pasvport.doctor.fact.Target;

/**
 * What is to be tested, as whom, and how far.
 *
 * @param user who logs in; anonymous if empty
 * @param password sent once, and never again if it is refused
 * @param ssh what a login by SSH needs besides
 * @param authorities who is believed to vouch for the server
 * @param anyCertificate whether the password may go to a server that nobody vouches for
 * @param upload whether a file may be written and deleted
 * @param idle how long to leave a session alone; zero for not at all
 */
public record Wish(
    Target target,
    Optional<String> user,
    String password,
    SshLogin ssh,
    Authorities authorities,
    boolean anyCertificate,
    boolean upload,
    Duration idle) {
  /** Who comes without a name (RFC 1635). */
  static final String ANONYMOUS = "anonymous";

  String login() {
    return user.or(target::user).orElse(ANONYMOUS);
  }

  /** RFC 1635 asks for an address of mail. */
  String secret() {
    return login().equals(ANONYMOUS) && password.isEmpty() ? "pasvport@example.com" : password;
  }
}
