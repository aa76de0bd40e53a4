package pasvport.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.linux.Linux;
import pasvport.linux.Peek;

/**
 * One control connection: a reader on a thread of its own that only parses, and a writer that only
 * the session uses.
 */
final class Leg {
  private static final Logger LOG = LoggerFactory.getLogger(Leg.class);

  /** Inputs parsed but not yet served; then the reader waits, and TCP holds the peer back. */
  private static final int BACKLOG = 64;

  /** Control lines are short; a longer one takes more reads. */
  private static final int READ_BYTES = 512;

  /** How long a peer may take to hear our last word and to close its side. */
  private static final Duration LAST_WORD = Duration.ofSeconds(1);

  /** What a peer may send meanwhile; who sends more does not listen. */
  private static final int LAST_WORD_BYTES = 1 << 20;

  /** Releases a reader that waits for a place in the backlog of a leg that is closed. */
  private static final int WAY_OUT = 1 << 16;

  /** Where what was read goes; called on the reader's thread only. */
  interface Reader {
    /** Takes all of the bytes; false to stop reading for good. */
    boolean read(ByteBuffer bytes);

    /** The connection has ended. */
    void ended(boolean orderly);
  }

  private final SocketChannel channel;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final LongSupplier nanoTime;
  private final Semaphore backlog = new Semaphore(BACKLOG);

  /** Down once nothing that is read counts any more. */
  private final CountDownLatch over = new CountDownLatch(1);

  private @Nullable Thread reading;

  /** Whether the reader has bytes in hand that it has not handed over yet. */
  private volatile boolean handingOver;

  /** When the write under way began, or {@link #NOT_WRITING}. */
  private volatile long writingSince = NOT_WRITING;

  private static final long NOT_WRITING = Long.MIN_VALUE;

  Leg(SocketChannel channel, LongSupplier nanoTime) throws IOException {
    this.channel = channel;
    this.nanoTime = nanoTime;
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.remote = (InetSocketAddress) channel.getRemoteAddress();
    Sockets.prepareControl(channel);
  }

  InetAddress localAddress() {
    return local.getAddress();
  }

  InetSocketAddress remote() {
    return remote;
  }

  void startReading(String name, Reader reader) {
    reading = Thread.ofVirtual().name(name).start(() -> readAll(reader));
  }

  /** For the reader: takes a place in the backlog before it hands something over. */
  void handingOver() {
    backlog.acquireUninterruptibly();
  }

  /** For the session: what was handed over is served. */
  void served() {
    backlog.release();
  }

  private void readAll(Reader reader) {
    boolean orderly = false;
    boolean heard = true;
    try {
      ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
      while (heard && channel.read(buffer) >= 0) {
        handingOver = true;
        buffer.flip();
        heard = over.getCount() > 0 && reader.read(buffer);
        buffer.clear();
        handingOver = false;
      }
      orderly = true;
      if (!heard) {
        dropTheRest(buffer);
      }
    } catch (IOException e) {
      // Broken by the peer, or closed by the session: either way nothing more comes.
      orderly = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (heard) {
      reader.ended(orderly);
    }
  }

  private void dropTheRest(ByteBuffer buffer) throws IOException, InterruptedException {
    over.await();
    int dropped = 0;
    int read = 0;
    while (read >= 0 && dropped < LAST_WORD_BYTES) {
      read = channel.read(buffer);
      dropped += read;
      buffer.clear();
    }
  }

  /** Writes all of it. Blocks while the peer does not read, until {@link #isStuck} has it reset. */
  void write(byte[] bytes) throws IOException {
    writingSince = nanoTime.getAsLong();
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } finally {
      writingSince = NOT_WRITING;
    }
  }

  /** Whether a write has been under way since before this moment. */
  boolean isStuck(long before) {
    long since = writingSince;
    return since != NOT_WRITING && since - before < 0;
  }

  /** Whether something has been read that is not with the session yet. */
  boolean isHandingOver() {
    return handingOver;
  }

  /** What waits unread, where the kernel can tell; the caller is the one who closes this leg. */
  Peek unread() {
    return Linux.isPresent() && channel.isOpen() ? Peek.at(channel) : Peek.NOTHING;
  }

  void close() {
    stopHearing();
    Sockets.close(channel);
  }

  /**
   * Closes behind a last word. What the peer still sends is dropped until it has closed its side
   * too, for a moment: a close with bytes unread is a reset, which overtakes the word.
   */
  void finish() {
    stopHearing();
    @Nullable Thread reader = reading;
    try {
      channel.shutdownOutput();
      if (reader != null) {
        var _ = reader.join(LAST_WORD);
      }
    } catch (IOException e) {
      LOG.debug("the peer is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Sockets.close(channel);
  }

  void reset() {
    Sockets.reset(channel);
    stopHearing();
  }

  private void stopHearing() {
    over.countDown();
    backlog.release(WAY_OUT);
  }
}
