package pasvport.certificates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.Acme;
import pasvport.site.Home;

/**
 * The certificate that is obtained by ACME: when it is due, who asks for it, and what is kept of it
 * in the home.
 */
final class Renewal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);

  /** Waited after a failure, twice as long after each further one. */
  private static final Duration FIRST_WAIT = Duration.ofMinutes(5);

  private static final Duration LONGEST_WAIT = Duration.ofHours(12);

  /**
   * Let's Encrypt takes five failures an hour for a name before it turns an account away; they are
   * counted over restarts.
   */
  private static final int MOST_FAILURES = 4;

  private static final Duration FAILURES_COUNT_FOR = Duration.ofHours(1);

  /** A CA whose certificates last for seconds is not asked in a hurry all the same. */
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(30);

  private static final int THIRD = 3;
  private static final int MOST_DOUBLINGS = 10;

  private final Acme acme;
  private final Path folder;
  private final InstantSource clock;
  private final Runnable renewed;
  private final List<Instant> failures;
  private Optional<Identity> held;
  private Instant notBefore;
  private int failed;
  private Optional<Thread> asking = Optional.empty();
  private boolean closed;

  /**
   * What is kept of it, without asking anybody yet.
   *
   * @param renewed called from another thread once there is another certificate
   */
  Renewal(Acme acme, Home home, InstantSource clock, Runnable renewed) throws IOException {
    this.acme = acme;
    this.folder = folder(acme, home);
    this.clock = clock;
    this.renewed = renewed;
    held = kept(acme, home);
    failures = new ArrayList<>(failuresBefore());
    notBefore = mayFailAgain(clock.instant());
  }

  /** Where account and certificate of this CA are kept. */
  static Path folder(Acme acme, Home home) {
    var directory = acme.directory();
    var name = (directory.getAuthority() + directory.getPath()).replaceAll("[^0-9A-Za-z.-]+", "_");
    return home.certificates().resolve("acme").resolve(name);
  }

  /** The certificate of the last order, which may be for other names. */
  static Optional<Identity> kept(Acme acme, Home home) throws IOException {
    var file = folder(acme, home).resolve("certificate.pem");
    return Files.exists(file) ? Optional.of(IdentityFiles.read(file)) : Optional.empty();
  }

  Acme acme() {
    return acme;
  }

  synchronized Optional<Identity> held() {
    return held;
  }

  /** Asks for a certificate on a thread of its own, if it is time to. */
  synchronized void look() {
    var now = clock.instant();
    if (asking.isEmpty() && !now.isBefore(due()) && !now.isBefore(notBefore)) {
      asking = Optional.of(Thread.ofVirtual().name("acme").start(this::ask));
    }
  }

  synchronized boolean isAsking() {
    return asking.isPresent();
  }

  private Instant due() {
    return held.filter(identity -> acme.names().stream().allMatch(identity::isFor))
        .map(identity -> identity.expires().minus(identity.lifetime().dividedBy(THIRD)))
        .orElse(Instant.MIN);
  }

  private void ask() {
    var names = String.join(", ", acme.names());
    LOG.atInfo().addKeyValue("names", names).addKeyValue("ca", acme.directory()).log("ordering");
    try {
      var key = SelfSigning.newKey();
      var chain = new AcmeOrder(acme, folder.resolve("account.pem")).chain(key);
      var file = folder.resolve("certificate.pem");
      IdentityFiles.write(file, key.getPrivate(), chain);
      succeed(IdentityFiles.read(file));
      renewed.run();
    } catch (AcmeOrder.Refused e) {
      fail(names, String.valueOf(e.getMessage()), e.notBefore());
    } catch (IOException | RuntimeException e) {
      fail(names, String.valueOf(e.getMessage()), Optional.empty());
    } catch (InterruptedException e) {
      LOG.atDebug().addKeyValue("names", names).log("order abandoned");
    }
  }

  private synchronized void succeed(Identity identity) {
    held = Optional.of(identity);
    failed = 0;
    notBefore = clock.instant().plus(LEAST_PAUSE);
    asking = Optional.empty();
  }

  private synchronized void fail(String names, String why, Optional<Instant> caSays) {
    if (closed) {
      return; // it was abandoned
    }
    var now = clock.instant();
    var wait = FIRST_WAIT.multipliedBy(1L << Math.min(failed, MOST_DOUBLINGS));
    failed++;
    failures.add(now);
    notBefore = now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    notBefore = later(later(notBefore, mayFailAgain(now)), caSays.orElse(notBefore));
    asking = Optional.empty();
    LOG.atError()
        .addKeyValue("names", names)
        .addKeyValue("ca", acme.directory())
        .addKeyValue("why", why)
        .addKeyValue("again", notBefore)
        .log("no certificate obtained, the one in force stays");
    try {
      IdentityFiles.write(
          folder.resolve("failures"),
          failures.stream().map(Instant::toString).collect(Collectors.joining("\n", "", "\n")));
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("failures are not counted over a restart");
    }
  }

  /** When the oldest of too many failures counts no more; those that do not are forgotten. */
  private Instant mayFailAgain(Instant now) {
    failures.removeIf(failure -> !now.isBefore(failure.plus(FAILURES_COUNT_FOR)));
    return failures.size() < MOST_FAILURES
        ? Instant.MIN
        : failures.get(failures.size() - MOST_FAILURES).plus(FAILURES_COUNT_FOR);
  }

  private List<Instant> failuresBefore() throws IOException {
    var file = folder.resolve("failures");
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return new String(Pem.bytes(file), StandardCharsets.US_ASCII)
          .lines()
          .map(Instant::parse)
          .toList();
    } catch (DateTimeParseException e) {
      throw new IOException(file + ": a time a line was expected; the file can be removed", e);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  @Override
  public synchronized void close() {
    closed = true;
    asking.ifPresent(Thread::interrupt);
  }
}
