package pasvport.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.ftp.Reply;
import pasvport.gateway.connection.Buffers;
import pasvport.gateway.connection.Connection;
import pasvport.gateway.connection.Plain;
import pasvport.gateway.connection.Secured;
import pasvport.linux.Linux;
import pasvport.linux.Peek;

/**
 * One control connection: a reader on a thread of its own that only parses, and a writer that only
 * the session uses.
 *
 * <p>TLS begins and ends on the reader's thread, because only it knows where the clear bytes end.
 * Behind a line that may change the protection it waits for the session's word (RFC 4217 §4).
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

  /** Clear bytes that are dropped before a handshake; a peer that sends more fails it. */
  private static final int MOST_DROPPED = 1 << 16;

  /** What the reader does next. */
  sealed interface Next {
    /** It reads on. */
    record GoOn() implements Next {}

    /** It reads nothing more for good. */
    record Stop() implements Next {}

    /**
     * TLS begins: what waits in clear is dropped, the reply goes out, and then the handshake
     * begins. Without a reply the peer's handshake may be among what waits.
     */
    record Secure(SSLEngine engine, Optional<Reply> before) implements Next {}

    /** TLS ends: the reply goes out, then TLS is closed on both sides. */
    record Clear(Reply before) implements Next {}
  }

  /** Where what was read goes; called on the reader's thread only. */
  interface Reader {
    /** Takes all of the bytes. */
    Next read(ByteBuffer bytes);

    /**
     * The handshake is done. Nothing may count that has been read before.
     *
     * @param dropped how many bytes were waiting in clear
     */
    void secured(Secured connection, int dropped);

    /** TLS has failed, in the handshake or later; nothing more will be read. */
    void tlsFailed(IOException why);

    /** What is read from now on is in clear again. */
    void cleared();

    /** The connection has ended. */
    void ended(boolean orderly);
  }

  private static final Next GO_ON = new Next.GoOn();

  private final SocketChannel channel;

  /** How bytes go over it now. */
  private volatile Connection connection;

  /** Whether the protection is changing, so that nothing else may be written. */
  private volatile boolean changing;

  /** Completed with what follows a line behind which the protection may change. */
  private volatile CompletableFuture<Next> change = CompletableFuture.completedFuture(GO_ON);

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
    this.connection = new Plain(channel);
    this.nanoTime = nanoTime;
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.remote = (InetSocketAddress) channel.getRemoteAddress();
    Sockets.prepareControl(channel);
  }

  InetAddress localAddress() {
    return local.getAddress();
  }

  InetSocketAddress local() {
    return local;
  }

  InetSocketAddress remote() {
    return remote;
  }

  void startReading(String name, Reader reader) {
    startReading(name, reader, GO_ON);
  }

  /** The same, and this comes first: TLS that begins with the connection. */
  void startReading(String name, Reader reader, Next first) {
    changing = !(first instanceof Next.GoOn);
    reading = Thread.ofVirtual().name(name).start(() -> readAll(reader, first));
  }

  /** For the reader: the line that it hands over now may change the protection. */
  void expectChange() {
    changing = true;
    change = new CompletableFuture<>();
    if (over.getCount() == 0) {
      change.complete(GO_ON);
    }
  }

  /** For the reader: waits for the session's word on it. */
  Next awaitChange() {
    Next next = change.join();
    changing = !(next instanceof Next.GoOn);
    return next;
  }

  /** For the session: what follows the line. The first word counts. */
  void change(Next next) {
    if (next instanceof Next.GoOn) {
      changing = false;
    }
    change.complete(next);
  }

  /** For the session: the line has changed nothing, unless it has. */
  void changeNothing() {
    if (!change.isDone()) {
      change(GO_ON);
    }
  }

  /** For the reader: takes a place in the backlog before it hands something over. */
  void handingOver() {
    backlog.acquireUninterruptibly();
  }

  /** For the session: what was handed over is served. */
  void served() {
    backlog.release();
  }

  private void readAll(Reader reader, Next first) {
    boolean orderly = false;
    boolean heard = true;
    try {
      ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
      Next next = first;
      boolean more = true;
      while (heard && more) {
        switch (next) {
          case Next.GoOn _ -> {
            more = connection.read(buffer) >= 0;
            if (more) {
              handingOver = true;
              next = takeOver(buffer.flip(), reader);
              buffer.clear();
              handingOver = false;
            }
          }
          case Next.Secure(SSLEngine engine, Optional<Reply> before) -> {
            heard = secure(engine, before, reader);
            next = GO_ON;
          }
          case Next.Clear(Reply before) -> next = clear(before, buffer, reader);
          case Next.Stop _ -> heard = false;
        }
      }
      orderly = true;
      if (!heard) {
        dropTheRest(buffer);
      }
    } catch (SSLException e) {
      reader.tlsFailed(e);
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

  private Next takeOver(ByteBuffer bytes, Reader reader) {
    return over.getCount() > 0 ? reader.read(bytes) : new Next.Stop();
  }

  /** False if the handshake failed, which leaves nothing to go on with. */
  private boolean secure(SSLEngine engine, Optional<Reply> before, Reader reader)
      throws IOException {
    changing = true;
    int dropped = 0;
    if (before.isPresent()) {
      dropped = dropUnread();
      send(new Plain(channel), before.get().encoded());
    }
    Secured secured = new Secured(channel, engine, Buffers.SMALL, false);
    try {
      secured.establish();
    } catch (IOException e) {
      reader.tlsFailed(e);
      return false;
    }
    connection = secured;
    changing = false;
    reader.secured(secured, dropped);
    return true;
  }

  /** Takes what has come and is not read yet, without waiting for more. */
  private int dropUnread() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    int dropped = 0;
    channel.configureBlocking(false);
    try {
      int read = channel.read(buffer);
      while (read > 0 && dropped < MOST_DROPPED) {
        dropped += read;
        read = channel.read(buffer.clear());
      }
    } finally {
      channel.configureBlocking(true);
    }
    return dropped;
  }

  /** Both sides say close_notify; what follows it is clear. */
  private Next clear(Reply before, ByteBuffer buffer, Reader reader) throws IOException {
    Connection protectedBefore = connection;
    send(protectedBefore, before.encoded());
    if (protectedBefore instanceof Secured secured) {
      secured.endTls();
      while (secured.read(buffer) >= 0) {
        buffer.clear();
      }
      connection = new Plain(channel);
      changing = false;
      reader.cleared();
      ByteBuffer rest = secured.unread();
      return rest.hasRemaining() ? takeOver(rest, reader) : GO_ON;
    }
    return GO_ON;
  }

  private void dropTheRest(ByteBuffer buffer) throws IOException, InterruptedException {
    over.await();
    int dropped = 0;
    int read = 0;
    buffer.clear();
    while (read >= 0 && dropped < LAST_WORD_BYTES) {
      read = channel.read(buffer);
      dropped += read;
      buffer.clear();
    }
  }

  /**
   * Writes all of it. Blocks while the peer does not read, until {@link #isStuck} has it reset.
   *
   * @throws IOException if that cannot be, also while the protection changes
   */
  void write(byte[] bytes) throws IOException {
    if (changing && change.isDone()) {
      throw new IOException("TLS begins or ends at this moment");
    }
    send(connection, bytes);
  }

  private void send(Connection over, byte[] bytes) throws IOException {
    writingSince = nanoTime.getAsLong();
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        over.write(buffer);
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
      end();
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

  private void end() throws IOException {
    if (changing) {
      channel.shutdownOutput();
      return;
    }
    writingSince = nanoTime.getAsLong();
    try {
      connection.end();
    } finally {
      writingSince = NOT_WRITING;
    }
  }

  void reset() {
    Sockets.reset(channel);
    stopHearing();
  }

  private void stopHearing() {
    over.countDown();
    changeNothing();
    backlog.release(WAY_OUT);
  }
}
