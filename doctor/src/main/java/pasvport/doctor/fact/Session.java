package pasvport.doctor.fact;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * One control connection, from connecting to its last step.
 *
 * @param number counts sessions from 1
 * @param peer the address and port connected to
 * @param version the only TLS version offered; empty for the newest of both
 * @param greeting what came before anything was said
 * @param auth the reply to AUTH TLS
 * @param user the reply to USER
 * @param password the reply to PASS
 * @param system the reply to SYST
 * @param features the reply to FEAT
 * @param folder the reply to PWD
 * @param protect the reply to PROT P, or to PROT C where that alone was asked
 * @param ended how the control connection stood at the end
 */
public record Session(
    int number,
    InetSocketAddress peer,
    Protection protection,
    Optional<String> version,
    Connected connected,
    Heard greeting,
    Heard auth,
    Secured secured,
    Heard user,
    Heard password,
    Heard system,
    Heard features,
    Heard folder,
    Heard protect,
    Heard ended) {

  /** Whether the login stands: USER alone, or PASS, was answered with 2yz. */
  public boolean loggedIn() {
    return user.is(2) || password.is(2);
  }

  /** How long the greeting took, if one came. */
  public Optional<Duration> greeted() {
    return greeting instanceof Heard.Said(var _, var after) ? Optional.of(after) : Optional.empty();
  }

  /** IPv4 or IPv6. */
  public String family() {
    return Addresses.family(peer.getAddress());
  }

  /** For people: {@code session 2 (IPv4, TLS)}. */
  public String shown() {
    return "session %d (%s, %s)".formatted(number, family(), protection);
  }
}
