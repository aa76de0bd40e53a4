package pasvport.doctor.fact;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All that one test observed.
 *
 * @param bounce the reply to PORT with an address of nobody's (RFC 5737), if it was asked
 * @param withheld why no password was sent, if one was there and was not
 */
public record Facts(
    Target target,
    Instant began,
    Duration took,
    Lookup lookup,
    List<Session> sessions,
    List<Transfer> transfers,
    List<Idle> idles,
    List<Ssh> sshes,
    List<Sftp> sftps,
    Optional<Heard> bounce,
    Optional<String> withheld,
    List<Line> transcript) {

  public Facts {
    sessions = List.copyOf(sessions);
    transfers = List.copyOf(transfers);
    idles = List.copyOf(idles);
    sshes = List.copyOf(sshes);
    sftps = List.copyOf(sftps);
    transcript = List.copyOf(transcript);
  }

  /** The transfers that fit, in the order in which they were begun. */
  public Stream<Transfer> transfers(Predicate<Transfer> fits) {
    return transfers.stream().filter(fits);
  }

  /** The session that a transfer belongs to. */
  public Optional<Session> sessionOf(Transfer transfer) {
    return sessions.stream().filter(session -> session.number() == transfer.session()).findFirst();
  }

  /** Whether a login stood in any session. */
  public boolean loggedIn() {
    return sessions.stream().anyMatch(Session::loggedIn) || sftps.stream().anyMatch(Sftp::loggedIn);
  }

  /** Which server it is, by its own words. */
  public Product product() {
    return Product.of(sessions);
  }
}
