package pasvport.trials;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many FTP sessions at once, each with a file of its own: those with even numbers download it, the
 * others upload it.
 *
 * @param host where the control port is
 * @param port the control port
 * @param user who logs in
 * @param password with what
 * @param folder the folder on the server that holds the files to download and takes the others
 * @param from the client's addresses, used in turn
 * @param sessions how many
 * @param size of each file, in bytes
 * @param meet whether every session waits, after its first bytes of data, for all others to have
 *     come as far
 */
public record Load(
    String host,
    int port,
    String user,
    String password,
    String folder,
    List<String> from,
    int sessions,
    int size,
    boolean meet)
    implements Serializable {
  /** What a session moves at a time, and before it waits for the others. */
  private static final int PIECE = 8_000;

  /** Until the last session has come as far as the others, however busy the machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** How many log in at a time: a storm of logins is not what is tried here. */
  private static final int LOGINS = 100;

  public Load {
    from = List.copyOf(from);
  }

  /**
   * How it went.
   *
   * @param succeeded sessions whose every byte was right, and which heard 226
   * @param failures what happened to the others
   * @param longestWait the longest that a session waited between its PASV or EPSV and the open data
   *     connection
   * @param longestLogin the longest from connecting to 230
   */
  public record Outcome(
      int succeeded, List<String> failures, Duration longestWait, Duration longestLogin)
      implements Serializable {}

  private record Times(Duration login, Duration opening) {}

  /** The content that belongs to a session. */
  public byte[] content(int session) {
    return Content.of(session, size);
  }

  /** Whether this session downloads. */
  public static boolean downloads(int session) {
    return session % 2 == 0;
  }

  /** The name of a session's file. */
  public static String file(int session) {
    return "session-" + session;
  }

  /** Runs all sessions and waits for their end. */
  public Outcome run() throws InterruptedException, TimeoutException {
    try (var running = new Running(this)) {
      running.letGo();
      return running.end();
    }
  }

  /** The sessions while they run; those that meet stay where they met until they are let go. */
  public static final class Running implements AutoCloseable {
    private final Load load;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore logins = new Semaphore(LOGINS);
    private final List<Future<Times>> sessions = new ArrayList<>();

    private final CountDownLatch met;

    /** Where they wait for one another, and for the trial. */
    private final Phaser gate;

    /** Begins. */
    public Running(Load load) {
      this.load = load;
      met = new CountDownLatch(load.sessions);
      gate = new Phaser(load.sessions + 1);
      for (int number = 0; number < load.sessions; number++) {
        int session = number;
        sessions.add(threads.submit(() -> load.session(session, this)));
      }
    }

    /** Waits until every session has moved its first bytes, or has failed. */
    public void awaitMeeting() throws InterruptedException, TimeoutException {
      if (!met.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new TimeoutException(met.getCount() + " sessions have not come after " + PATIENCE);
      }
    }

    /** Those who meet go on when the last has come. */
    public void letGo() {
      gate.arriveAndDeregister();
    }

    /** Waits for the end of all sessions. */
    public Outcome end() throws InterruptedException {
      var failures = new ArrayList<String>();
      var times = new ArrayList<Times>();
      for (int number = 0; number < load.sessions; number++) {
        try {
          times.add(sessions.get(number).get());
        } catch (ExecutionException failed) {
          failures.add("session " + number + ": " + failed.getCause());
        }
      }
      return new Outcome(
          times.size(),
          failures,
          times.stream().map(Times::opening).max(Duration::compareTo).orElse(Duration.ZERO),
          times.stream().map(Times::login).max(Duration::compareTo).orElse(Duration.ZERO));
    }

    private void meetOthers() throws InterruptedException, TimeoutException {
      met.countDown();
      if (load.meet) {
        gate.awaitAdvanceInterruptibly(gate.arrive(), PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }

    /** The others need not wait for one that will not come. */
    private void giveUp() {
      met.countDown();
      gate.arriveAndDeregister();
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }

  private Times session(int number, Running running)
      throws IOException, InterruptedException, TimeoutException {
    running.logins.acquire();
    boolean loggedIn = false;
    long began = System.nanoTime();
    try (var wire = Wire.from(from.get(number % from.size()), host, port)) {
      wire.login(user, password);
      loggedIn = true;
      running.logins.release();
      long in = System.nanoTime();
      // PASV and EPSV in turn, so that both kinds wait in the same queue; IPv6 has only EPSV.
      if (number % 4 < 2 || host.contains(":")) {
        wire.epsv();
      } else {
        wire.pasv();
      }
      long open = System.nanoTime();
      if (downloads(number)) {
        download(wire, number, running);
      } else {
        upload(wire, number, running);
      }
      wire.ask("QUIT");
      return new Times(Duration.ofNanos(in - began), Duration.ofNanos(open - in));
    } catch (IOException | RuntimeException failed) {
      if (!loggedIn) {
        running.logins.release();
      }
      running.giveUp();
      throw failed;
    }
  }

  private void download(Wire wire, int number, Running running)
      throws IOException, InterruptedException, TimeoutException {
    Wire.expect("1", wire.ask("RETR " + folder + "/" + file(number)));
    var content = new Content.Pieces(number, size);
    byte[] expected = content.next(PIECE);
    boolean right = Arrays.equals(wire.read(PIECE), expected);
    running.meetOthers();
    for (expected = content.next(PIECE); expected.length > 0; expected = content.next(PIECE)) {
      right &= Arrays.equals(wire.read(expected.length), expected);
    }
    right &= wire.readAll().length == 0;
    wire.finish();
    Wire.expect("226", wire.reply());
    if (!right) {
      throw new IOException("downloaded bytes that are not its file's");
    }
  }

  private void upload(Wire wire, int number, Running running)
      throws IOException, InterruptedException, TimeoutException {
    Wire.expect("1", wire.ask("STOR " + folder + "/" + file(number)));
    var content = new Content.Pieces(number, size);
    wire.write(content.next(PIECE));
    running.meetOthers();
    for (byte[] next = content.next(PIECE); next.length > 0; next = content.next(PIECE)) {
      wire.write(next);
    }
    wire.finish();
    Wire.expect("226", wire.reply());
  }
}
