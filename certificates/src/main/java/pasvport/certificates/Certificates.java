package pasvport.certificates;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.security.KeyStore.PrivateKeyEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.CertificateFile;
import pasvport.site.CertificateSources;
import pasvport.site.Home;

/**
 * The certificates in force: those of files, the one obtained by ACME, and where there is neither,
 * a self-signed one. May be asked from any thread.
 */
public final class Certificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  /** Soon enough for who watches the log, and a few system calls a second are nothing. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How often the log tells of a certificate near its end. */
  private static final Duration REMINDER = Duration.ofDays(1);

  private final Home home;
  private final InstantSource clock;
  private final MultiGauge expiry;
  private List<WatchedFile> files = List.of();
  private Optional<Renewal> renewal = Optional.empty();
  private Optional<Thread> watching = Optional.empty();
  private Optional<Identity> selfSigned = Optional.empty();
  private Instant reminder;
  private volatile List<Identity> inForce = List.of();

  private Certificates(Home home, InstantSource clock, MeterRegistry registry) {
    this.home = home;
    this.clock = clock;
    reminder = clock.instant().plus(REMINDER);
    expiry =
        MultiGauge.builder("pasvport.certificate.expires")
            .description("When a certificate in force expires, in seconds since 1970.")
            .baseUnit("seconds")
            .register(registry);
  }

  /**
   * Reads what the site names, and makes the self-signed certificate if it is needed.
   *
   * @throws IOException that says what cannot be used, with file and line
   */
  public static Certificates open(CertificateSources sources, Home home, MeterRegistry registry)
      throws IOException {
    return open(sources, home, registry, InstantSource.system());
  }

  static Certificates open(
      CertificateSources sources, Home home, MeterRegistry registry, InstantSource clock)
      throws IOException {
    var certificates = new Certificates(home, clock, registry);
    certificates.prepare(sources).run();
    return certificates;
  }

  /** What is in force now, at least one; those of files first, in the order of the site. */
  public List<Identity> inForce() {
    return inForce;
  }

  /** The same as chain and key. */
  public List<PrivateKeyEntry> entries() {
    return inForce.stream().map(Identity::entry).toList();
  }

  /** From now on looks for changed files and renews what is due. */
  public synchronized void start() {
    watching = Optional.of(Thread.ofPlatform().daemon().name("certificates").start(this::watch));
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      LOG.debug("certificates are watched no more");
    }
  }

  /** Looks once. */
  synchronized void look() {
    var changed = files.stream().map(WatchedFile::look).toList().contains(true);
    if (changed) {
      putInForce();
    }
    renewal.ifPresent(Renewal::look);
    if (!clock.instant().isBefore(reminder)) {
      remind();
    }
  }

  /**
   * Reads what a changed site names; nothing changes before the answer is run, which cannot fail.
   *
   * @throws IOException that says what cannot be used, with file and line
   */
  public synchronized Runnable prepare(CertificateSources next) throws IOException {
    var nextFiles = new ArrayList<WatchedFile>();
    for (CertificateFile source : next.files()) {
      nextFiles.add(new WatchedFile(source));
    }
    Optional<Renewal> nextRenewal =
        next.acme().names().isEmpty()
            ? Optional.empty()
            : renewal.filter(running -> running.acme().equals(next.acme()));
    if (nextRenewal.isEmpty() && !next.acme().names().isEmpty()) {
      nextRenewal = Optional.of(new Renewal(next.acme(), home, clock, this::putInForce));
    }
    var nextSelfSigned =
        nextFiles.isEmpty() && nextRenewal.flatMap(Renewal::held).isEmpty()
            ? Optional.of(SelfSigned.of(home, clock.instant()))
            : Optional.<Identity>empty();
    var adopted = nextRenewal;
    return () -> adopt(nextFiles, adopted, nextSelfSigned);
  }

  private synchronized void adopt(
      List<WatchedFile> nextFiles,
      Optional<Renewal> nextRenewal,
      Optional<Identity> nextSelfSigned) {
    if (!renewal.equals(nextRenewal)) {
      renewal.ifPresent(Renewal::close);
    }
    files = nextFiles;
    renewal = nextRenewal;
    selfSigned = nextSelfSigned;
    putInForce();
  }

  private synchronized void putInForce() {
    var given =
        Stream.concat(
                files.stream().flatMap(file -> file.identities().stream()),
                renewal.flatMap(Renewal::held).stream())
            .toList();
    var next = given.isEmpty() ? selfSigned.stream().toList() : given;
    var before = inForce.stream().map(Identity::fingerprint).toList();
    inForce = next;
    next.stream().filter(identity -> !before.contains(identity.fingerprint())).forEach(this::tell);
    expiry.register(next.stream().<MultiGauge.Row<?>>map(Certificates::row).toList(), true);
  }

  private static MultiGauge.Row<?> row(Identity identity) {
    return MultiGauge.Row.of(
        Tags.of("name", identity.name(), "key", identity.keyType()),
        identity.expires().getEpochSecond());
  }

  private void tell(Identity identity) {
    LOG.atInfo()
        .addKeyValue("name", identity.name())
        .addKeyValue("issuer", identity.issuer())
        .addKeyValue("expires", identity.expires())
        .addKeyValue("sha256", identity.fingerprint())
        .addKeyValue("file", identity.origin())
        .log("certificate in force");
    Doubts.about(identity, clock.instant()).forEach(doubt -> doubtful(identity, doubt));
  }

  private void remind() {
    var now = clock.instant();
    reminder = now.plus(REMINDER);
    for (var identity : inForce) {
      Doubts.expiry(identity, now).ifPresent(doubt -> doubtful(identity, doubt));
    }
  }

  private static void doubtful(Identity identity, String doubt) {
    LOG.atWarn()
        .addKeyValue("file", identity.origin())
        .addKeyValue("why", doubt)
        .log("certificate may be refused");
  }

  /** Stops looking; an order under way is abandoned. */
  @Override
  public synchronized void close() {
    watching.ifPresent(Thread::interrupt);
    renewal.ifPresent(Renewal::close);
  }
}
