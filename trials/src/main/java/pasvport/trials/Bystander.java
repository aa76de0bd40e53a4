package pasvport.trials;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A session that minds its own business: it uploads a file slowly for as long as something happens
 * beside it.
 */
public final class Bystander implements AutoCloseable {
  /** Slow enough to last, never so slow as to count as stalled. */
  private static final int PIECE = 1_000;

  private static final int PAUSE_MILLIS = 20;

  private final Wire wire;
  private final byte[] content;
  private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch enough = new CountDownLatch(1);
  private final CompletableFuture<Void> sent = new CompletableFuture<>();

  private Bystander(Wire wire, byte[] content) {
    this.wire = wire;
    this.content = content;
  }

  /** Begins to upload this content; the first piece is on its way when this returns. */
  public static Bystander begin(Wire loggedIn, String path, byte[] content) throws IOException {
    loggedIn.epsv();
    Wire.expect("1", loggedIn.ask("STOR " + path));
    loggedIn.write(Arrays.copyOf(content, PIECE));
    var bystander = new Bystander(loggedIn, content);
    bystander.thread.execute(bystander::drip);
    return bystander;
  }

  private void drip() {
    try {
      int at = PIECE;
      while (at < content.length && !enough.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        int to = Math.min(at + PIECE, content.length);
        wire.write(Arrays.copyOfRange(content, at, to));
        at = to;
      }
      wire.write(Arrays.copyOfRange(content, at, content.length));
      wire.finish();
      sent.complete(null);
    } catch (IOException | InterruptedException failed) {
      sent.completeExceptionally(failed);
    }
  }

  /** Sends the rest at once, and fails unless all has gone well until the 226. */
  public String end() throws Exception {
    enough.countDown();
    sent.get(1, TimeUnit.MINUTES);
    return wire.reply();
  }

  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    wire.close();
  }
}
