package pasvport.trials;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
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
  /** What every session moves before it waits for the others. */
  private static final int FIRST = 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

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
  public Outcome run() throws InterruptedException {
    var barrier = new Phaser(sessions);
    var failures = new ArrayList<String>();
    var times = new ArrayList<Times>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Times>>();
      for (int number = 0; number < sessions; number++) {
        int session = number;
        running.add(threads.submit(() -> session(session, barrier)));
      }
      for (int number = 0; number < sessions; number++) {
        try {
          times.add(running.get(number).get());
        } catch (ExecutionException failed) {
          failures.add("session " + number + ": " + failed.getCause());
        }
      }
    }
    return new Outcome(
        times.size(),
        failures,
        times.stream().map(Times::opening).max(Duration::compareTo).orElse(Duration.ZERO),
        times.stream().map(Times::login).max(Duration::compareTo).orElse(Duration.ZERO));
  }

  private Times session(int number, Phaser barrier)
      throws IOException, InterruptedException, TimeoutException {
    byte[] content = content(number);
    long began = System.nanoTime();
    try (var wire = Wire.from(from.get(number % from.size()), host, port)) {
      wire.login(user, password);
      long in = System.nanoTime();
      // PASV and EPSV in turn, so that both kinds wait in the same queue; IPv6 has only EPSV.
      if (number % 4 < 2 || host.contains(":")) {
        wire.epsv();
      } else {
        wire.pasv();
      }
      long open = System.nanoTime();
      if (downloads(number)) {
        download(wire, number, content, barrier);
      } else {
        upload(wire, number, content, barrier);
      }
      wire.ask("QUIT");
      return new Times(Duration.ofNanos(in - began), Duration.ofNanos(open - in));
    } catch (IOException | RuntimeException failed) {
      // The others need not wait for one that will not come.
      barrier.arriveAndDeregister();
      throw failed;
    }
  }

  private void download(Wire wire, int number, byte[] content, Phaser barrier)
      throws IOException, InterruptedException, TimeoutException {
    Wire.expect("1", wire.ask("RETR " + folder + "/" + file(number)));
    byte[] first = wire.read(FIRST);
    meetOthers(barrier);
    byte[] rest = wire.readAll();
    wire.finish();
    Wire.expect("226", wire.reply());
    if (!Arrays.equals(first, Arrays.copyOf(content, first.length))
        || !Arrays.equals(rest, Arrays.copyOfRange(content, first.length, content.length))) {
      throw new IOException(
          "downloaded %d bytes that are not its file's".formatted(first.length + rest.length));
    }
  }

  private void upload(Wire wire, int number, byte[] content, Phaser barrier)
      throws IOException, InterruptedException, TimeoutException {
    Wire.expect("1", wire.ask("STOR " + folder + "/" + file(number)));
    wire.write(Arrays.copyOf(content, FIRST));
    meetOthers(barrier);
    wire.write(Arrays.copyOfRange(content, FIRST, content.length));
    wire.finish();
    Wire.expect("226", wire.reply());
  }

  private void meetOthers(Phaser barrier) throws InterruptedException, TimeoutException {
    if (meet) {
      barrier.awaitAdvanceInterruptibly(barrier.arrive(), PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
