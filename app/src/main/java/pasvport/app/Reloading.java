package pasvport.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.FileStamp;
import pasvport.site.HostAddresses;
import pasvport.site.Problem;
import pasvport.site.Site;
import pasvport.site.SiteChange;
import pasvport.site.SiteException;

/**
 * Puts the site file in force anew when it has changed, or when told to; says what has changed, or
 * why the site that was in force stays.
 *
 * <p>A file is read once it has stood unchanged for one look: while an editor writes it, the half
 * that is there could be a site too.
 */
final class Reloading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  /** Soon enough for who watches the log, and two system calls a second are nothing. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** What puts a site in force. */
  interface Adopted {
    /**
     * All of it or nothing.
     *
     * @throws IOException if that cannot be, with the reason
     */
    void adopt(Site next) throws IOException;
  }

  private final Supplier<Optional<Path>> where;
  private final HostAddresses host;
  private final Adopted adopted;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<Path> file;
  private Site inForce;

  /** The state in which the file was read last. */
  private Optional<FileStamp> read;

  /** The state in which the file was seen last. */
  private Optional<FileStamp> seen;

  private Optional<Thread> watching = Optional.empty();

  /**
   * @param where which file it would be, while none has been read
   * @param file the file that was read, if there was one
   * @param before the state of that file before it was read
   */
  Reloading(
      Supplier<Optional<Path>> where,
      Optional<Path> file,
      Optional<FileStamp> before,
      Site inForce,
      HostAddresses host,
      Adopted adopted) {
    this.where = where;
    this.file = file;
    this.inForce = inForce;
    this.host = host;
    this.adopted = adopted;
    this.read = before;
    this.seen = before;
  }

  /** Looks at the file from now on. */
  void start() {
    watching = Optional.of(Thread.ofPlatform().daemon().name("site-file").start(this::watch));
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        look();
      }
    } catch (InterruptedException e) {
      LOG.debug("the site file is watched no more");
    }
  }

  /** Looks at the file once, and reads it if it has changed and stands still. */
  void look() {
    lock.lock();
    try {
      Optional<Path> path = path();
      Optional<FileStamp> now = path.flatMap(FileStamp::of);
      boolean still = now.equals(seen);
      seen = now;
      if (!still || now.equals(read)) {
        return;
      }
      if (now.isEmpty()) {
        read = now;
        LOG.atWarn().addKeyValue("site", path.orElseThrow()).log("site file gone, its site stays");
        return;
      }
      reload();
    } finally {
      lock.unlock();
    }
  }

  /** Reads the file at once. */
  void now() {
    lock.lock();
    try {
      reload();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Path> path() {
    if (file.isEmpty()) {
      file = where.get();
    }
    return file;
  }

  private void reload() {
    Optional<Path> path = path();
    if (path.isEmpty()) {
      LOG.info("no site file, the built-in site stays");
      return;
    }
    String name = path.get().toString();
    read = FileStamp.of(path.get());
    seen = read;
    try {
      if (read.isPresent() && read.get().size() == 0) {
        throw new IOException("the file is empty");
      }
      Site.Loaded loaded = Site.load(path.get(), host);
      loaded
          .warnings()
          .forEach(warning ->
              LOG.atWarn().addKeyValue("warning", warning.in(name)).log("site may surprise"));
      adopt(loaded.site(), name);
    } catch (SiteException e) {
      for (Problem problem : e.problems()) {
        LOG.atError().addKeyValue("problem", problem.in(e.fileName())).log("site refused");
      }
      LOG.atError().addKeyValue("site", name).log("the site in force stays");
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("site", name)
          .addKeyValue("why", e.getMessage())
          .log("the site in force stays");
    }
  }

  private void adopt(Site next, String name) throws IOException {
    List<SiteChange> changes = SiteChange.between(inForce, next);
    adopted.adopt(next);
    inForce = next;
    for (SiteChange change : changes) {
      LOG.atInfo()
          .addKeyValue("key", change.key())
          .addKeyValue("before", change.before())
          .addKeyValue("after", change.after())
          .log("site changed");
    }
    LOG.atInfo()
        .addKeyValue("site", name)
        .addKeyValue("changes", changes.size())
        .log("site in force");
  }

  @Override
  public void close() {
    watching.ifPresent(Thread::interrupt);
  }
}
