package pasvport.trials.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import pasvport.trials.Outpost;
import pasvport.trials.SecureWire;
import pasvport.trials.TlsVersion;
import pasvport.trials.Wire;

/** The load generator's errands, done in the client host. */
final class Sessions {
  private static final double NANOS = 1e9;

  private Sessions() {}

  /** How many whole sessions there were, how many failed, and in how many seconds. */
  record Count(int done, int failed, double seconds) implements Serializable {
    double perSecond() {
      return done / seconds;
    }
  }

  /**
   * Whole sessions one after another on each of some threads: login, PASV, 4 KiB, quit.
   *
   * @param most so many in all at most
   * @param seconds no new one begins after so long
   */
  static Outpost.Errand<Count> run(String host, int port, int threads, int most, int seconds) {
    return run(() -> one(host, port), threads, most, seconds);
  }

  /**
   * The same under TLS 1.3, data too.
   *
   * @param authority the certificate that is believed, a PEM file
   */
  static Outpost.Errand<Count> runSecured(
      String host, int port, int threads, int most, int seconds, String authority) {
    return run(() -> oneSecured(host, port, authority), threads, most, seconds);
  }

  /** One session from its beginning to its end. */
  private interface Whole extends Serializable {
    void run() throws IOException;
  }

  private static Outpost.Errand<Count> run(Whole session, int threads, int most, int seconds) {
    return () -> {
      AtomicInteger begun = new AtomicInteger();
      AtomicInteger done = new AtomicInteger();
      AtomicInteger failed = new AtomicInteger();
      long began = System.nanoTime();
      long until = began + (long) (seconds * NANOS);
      try (var pool = Executors.newFixedThreadPool(threads)) {
        for (int thread = 0; thread < threads; thread++) {
          pool.execute(() -> {
            while (System.nanoTime() < until && begun.incrementAndGet() <= most) {
              try {
                session.run();
                done.incrementAndGet();
              } catch (IOException | RuntimeException e) {
                failed.incrementAndGet();
              }
            }
          });
        }
      }
      return new Count(done.get(), failed.get(), (System.nanoTime() - began) / NANOS);
    };
  }

  private static void one(String host, int port) throws IOException {
    try (Wire wire = Wire.to(host, port)) {
      wire.login(Field.USER, Field.PASSWORD);
      Wire.expect("200", wire.ask("TYPE I"));
      wire.pasv();
      Wire.expect("1", wire.ask("RETR " + Field.SMALL));
      byte[] all = wire.readAll();
      wire.finish();
      Wire.expect("226", wire.reply());
      if (all.length == 0) {
        throw new IOException("an empty file");
      }
      Wire.expect("221", wire.ask("QUIT"));
    }
  }

  private static void oneSecured(String host, int port, String authority) throws IOException {
    try (SecureWire wire = SecureWire.to(host, port, TlsVersion.TLS_1_3, authority)) {
      wire.auth().login(Field.USER, Field.PASSWORD).protectData(true).epsv();
      if (wire.retrieve(Field.SMALL).length == 0) {
        throw new IOException("an empty file");
      }
      Wire.expect("221", wire.ask("QUIT"));
    }
  }

  /** Sessions that have logged in under TLS and stay, until they are closed. */
  static Outpost.Errand<Idle> logInSecured(String host, int port, int count, String authority) {
    return () -> {
      Idle idle = new Idle();
      for (int session = 0; session < count; session++) {
        SecureWire wire = SecureWire.to(host, port, TlsVersion.TLS_1_3, authority);
        idle.wires.add(wire::close);
        wire.auth().login(Field.USER, Field.PASSWORD);
      }
      return idle;
    };
  }

  /** Round trips of NOOP in one session, in microseconds, sorted. */
  static Outpost.Errand<double[]> delays(String host, int port, int rounds) {
    return () -> {
      try (Wire wire = Wire.to(host, port)) {
        wire.login(Field.USER, Field.PASSWORD);
        double[] micros = new double[rounds];
        for (int round = 0; round < rounds; round++) {
          long began = System.nanoTime();
          Wire.expect("200", wire.ask("NOOP"));
          micros[round] = (System.nanoTime() - began) / 1000.0;
        }
        Arrays.sort(micros);
        return micros;
      }
    };
  }

  /** Sessions that have logged in and stay, until they are closed. */
  static Outpost.Errand<Idle> logIn(String host, int port, int count) {
    return () -> {
      Idle idle = new Idle();
      for (int session = 0; session < count; session++) {
        Wire wire = Wire.to(host, port);
        idle.wires.add(wire::close);
        wire.login(Field.USER, Field.PASSWORD);
      }
      return idle;
    };
  }

  /** What {@link #logIn} keeps. */
  static final class Idle implements AutoCloseable {
    private final List<Closeable> wires = new ArrayList<>();

    @Override
    public void close() throws IOException {
      for (Closeable wire : wires) {
        wire.close();
      }
    }
  }

  /** Downloads of the large file side by side, each cut after some seconds. */
  static Outpost.Errand<Count> transfers(String host, int port, int count, int seconds) {
    return () -> {
      long until = System.nanoTime() + (long) (seconds * NANOS);
      AtomicInteger done = new AtomicInteger();
      AtomicInteger failed = new AtomicInteger();
      try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int transfer = 0; transfer < count; transfer++) {
          pool.execute(() -> {
            try {
              readUntil(host, port, until);
              done.incrementAndGet();
            } catch (IOException | RuntimeException e) {
              failed.incrementAndGet();
            }
          });
        }
      }
      return new Count(done.get(), failed.get(), seconds);
    };
  }

  private static void readUntil(String host, int port, long until) throws IOException {
    try (Wire wire = Wire.to(host, port)) {
      wire.login(Field.USER, Field.PASSWORD);
      Wire.expect("200", wire.ask("TYPE I"));
      wire.pasv();
      Wire.expect("1", wire.ask("RETR " + Field.LARGE));
      byte[] read = wire.read(1 << 16);
      while (read.length > 0 && System.nanoTime() < until) {
        read = wire.read(1 << 16);
      }
      wire.resetData();
    }
  }
}
