package pasvport.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What a process writes, collected while it runs: its first bytes up to a bound; what comes after
 * is read and counted.
 */
final class Output {
  /** A trial's log is some kilobytes; a program gone wild must not fill the heap. */
  static final int LIMIT = 8 << 20;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long dropped;
  private boolean ended;

  static Output of(InputStream stream, String name) {
    var output = new Output();
    // Not a virtual thread: reading a pipe blocks the thread that carries it, and there are few of
    // those.
    Thread.ofPlatform().daemon().name("output of " + name).start(() -> output.collect(stream));
    return output;
  }

  private void collect(InputStream stream) {
    try (stream) {
      var buffer = new byte[1 << 13];
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        take(buffer, count);
      }
    } catch (IOException closed) {
      // The process was killed and its pipe closed under the reader: that is its end as well.
    } finally {
      end();
    }
  }

  private synchronized void take(byte[] bytes, int count) {
    int fits = Math.min(count, LIMIT - kept.size());
    kept.write(bytes, 0, fits);
    dropped += count - fits;
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until the process can write no more; false when it still can after that time. */
  boolean ended(Duration within) throws InterruptedException {
    return await(() -> false, within);
  }

  /**
   * Waits until the text has been written; false when it was not within that time, or when the
   * output ended without it.
   */
  boolean says(String text, Duration within) throws InterruptedException {
    return await(() -> text().contains(text), within) && text().contains(text);
  }

  /** Waits for the condition or the end of the output; false when neither came in time. */
  private synchronized boolean await(BooleanSupplier condition, Duration within)
      throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (!ended && !condition.getAsBoolean()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      // Rounded up: a wait of 0 would have no end.
      wait(left / 1_000_000 + 1);
    }
    return true;
  }

  synchronized String text() {
    String text = kept.toString(StandardCharsets.UTF_8);
    return dropped == 0 ? text : text + "\n[" + dropped + " more bytes were not kept]";
  }
}
