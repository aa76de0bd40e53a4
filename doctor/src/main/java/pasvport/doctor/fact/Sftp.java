package pasvport.doctor.fact;

import java.net.InetSocketAddress;
import java.util.Optional;
import pasvport.ftp.Octets;

/**
 * One SFTP session with a login (draft-ietf-secsh-filexfer-02, version 3).
 *
 * @param hostKey the server's, as ssh-keygen shows it: {@code ssh-ed25519 SHA256:…}
 * @param failed the step that did not succeed; empty if all did
 * @param said what the server said to it, or what happened
 * @param stalled whether it failed because nothing came
 * @param refused whether the server itself said no
 * @param stray what came where the first packet of SFTP was expected
 * @param entries of the listing
 * @param longest the longest packet that came, in bytes behind its length
 * @param read bytes of the file that was downloaded
 * @param written bytes of the file that was uploaded
 */
public record Sftp(
    int number,
    InetSocketAddress peer,
    String hostKey,
    Optional<Step> failed,
    String said,
    boolean stalled,
    boolean refused,
    Octets stray,
    int entries,
    int longest,
    long read,
    long written) {

  /** What is done in a session, in this order. */
  public enum Step {
    TRUST,
    LOGIN,
    SUBSYSTEM,
    VERSION,
    LISTING,
    DOWNLOAD,
    UPLOAD
  }

  public boolean failedAt(Step step) {
    return failed.filter(step::equals).isPresent();
  }

  /** Whether the user was let in. */
  public boolean loggedIn() {
    return failed.map(step -> step.compareTo(Step.LOGIN) > 0).orElse(true);
  }

  /** For people: {@code session 2: SFTP at 192.0.2.1:22}. */
  public String shown() {
    return "session %d: SFTP at %s".formatted(number, Addresses.shown(peer));
  }
}
