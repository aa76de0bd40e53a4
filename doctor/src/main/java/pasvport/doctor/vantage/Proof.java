package pasvport.doctor.vantage;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import pasvport.doctor.fact.Scheme;
import pasvport.doctor.fact.Target;
import pasvport.doctor.probe.FirstWords;

/**
 * Whether an address is the token's owner's. Two places can say so: the greeting of the FTP server
 * at that address, at the port that is to be tested; and the DNS, where the name's owner has put
 * the challenge and the address's holder calls the address by that name (else everybody could point
 * a name of his own at somebody else's address).
 */
final class Proof {
  /** While a firewall is being mended its server cannot be asked again. */
  private static final Duration HOLDS = Duration.ofHours(1);

  private static final int MOST_KEPT = 1_000;

  /** A server that looks its client up first is often quicker than this. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int IMPLICIT_TLS = Scheme.FTPS.port();

  /** Below are ports that only the host's own administrator can listen on. */
  private static final int FIRST_FREE_PORT = 1024;

  private static final int EVERY_PORT = 0;

  private record Key(Token token, InetAddress address, int port) {}

  /** Of one address; who holds its lock is looking. */
  private static final class Kept {
    private Optional<Instant> proved = Optional.empty();
  }

  private final Zone zone;
  private final InstantSource clock;
  private final Throttle byToken = new Throttle(30, Duration.ofSeconds(2));
  private final Throttle byAddress = new Throttle(8, Duration.ofSeconds(2));
  private final Map<Key, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
          return size() > MOST_KEPT;
        }
      };

  Proof(Zone zone, InstantSource clock) {
    this.zone = zone;
    this.clock = clock;
  }

  /** Whether only the host's own administrator can listen there. */
  static boolean isPrivileged(int port) {
    return port < FIRST_FREE_PORT;
  }

  /** Whether an FTP or SSH server can be at this port; others have better things to do. */
  static boolean isTested(int port) {
    return !isPrivileged(port)
        || List.of(Scheme.FTP.port(), Scheme.FTPS.port(), Scheme.SFTP.port()).contains(port);
  }

  /**
   * Looks for the challenge.
   *
   * @throws RefusedException if that was asked too often
   */
  boolean holds(Token token, Target target, InetAddress address) throws RefusedException {
    var challenge = Challenge.of(token, target.host());
    return holds(
        new Key(token, address, target.port()),
        () -> greeted(challenge, target, address) || named(challenge, target, address));
  }

  /**
   * The same for all ports of the host: a greeting at a port that every user of the host could
   * listen on says nothing of the other users' ports.
   */
  boolean holdsEveryPort(Token token, Target target, InetAddress address) throws RefusedException {
    var challenge = Challenge.of(token, target.host());
    return isPrivileged(target.port())
        ? holds(token, target, address)
        : holds(
            new Key(token, address, EVERY_PORT),
            () ->
                greeted(challenge, address, Scheme.FTP.port(), /* tls= */ false)
                    || named(challenge, address));
  }

  private boolean holds(Key key, BooleanSupplier proof) throws RefusedException {
    Kept one;
    synchronized (kept) {
      one = kept.computeIfAbsent(key, _ -> new Kept());
    }
    synchronized (one) {
      if (one.proved.filter(at -> clock.instant().isBefore(at.plus(HOLDS))).isPresent()) {
        return true;
      }
      byToken.pass(key.token().name());
      byAddress.pass(key.address().getHostAddress());
      one.proved = Optional.of(clock.instant()).filter(_ -> proof.getAsBoolean());
      return one.proved.isPresent();
    }
  }

  /** By SFTP's host the FTP server on its own port may speak. */
  private static boolean greeted(Challenge challenge, Target target, InetAddress address) {
    int port = target.scheme() == Scheme.SFTP ? Scheme.FTP.port() : target.port();
    if (target.scheme() == Scheme.SFTP && target.port() != Scheme.SFTP.port()) {
      return false;
    }
    boolean tls = target.scheme() == Scheme.FTPS || port == IMPLICIT_TLS;
    return greeted(challenge, address, port, tls);
  }

  private static boolean greeted(Challenge challenge, InetAddress address, int port, boolean tls) {
    return FirstWords.of(new InetSocketAddress(address, port), tls, PATIENCE)
        .filter(words -> words.startsWith("220") && words.contains(challenge.text()))
        .isPresent();
  }

  private boolean named(Challenge challenge, Target target, InetAddress address) {
    return target.port() == target.scheme().port() && named(challenge, address);
  }

  private boolean named(Challenge challenge, InetAddress address) {
    return zone.names(address).contains(challenge.host().toLowerCase(Locale.ROOT))
        && zone.texts(challenge.record()).contains(challenge.text());
  }
}
