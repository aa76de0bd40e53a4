package pasvport.gateway.connection;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection under TLS, client or server as its engine says.
 *
 * <p>Who reads may have to write, because TLS answers by itself (a key update, an alert); so what
 * is written is under a lock. Records are decrypted straight into the reader's buffer and encrypted
 * straight from the writer's, as many at a time as fit; only a record that does not fit the
 * reader's buffer is kept aside.
 *
 * <p>Renegotiation (TLS 1.2) is refused: it would make a client's earlier bytes look like another's
 * (CVE-2009-3555), and it is the cheapest way to keep a server computing.
 */
public final class Secured implements Connection {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Control lines fit; a longer record makes it grow for as long as it takes. */
  private static final int FIRST_BYTES = 512;

  /** A few records a system call; and a slow peer's progress must show. */
  private static final int MOST_AT_ONCE = 64 * 1024;

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final Buffers buffers;
  private final ServerFlight flight = new ServerFlight();

  /** Guards the engine's outgoing side and the channel's. */
  private final ReentrantLock writing = new ReentrantLock();

  /** What has come and is not decrypted yet, ready to be read; null when there is none. */
  private @Nullable ByteBuffer incoming;

  /** What has been decrypted and did not fit the reader's buffer. */
  private @Nullable ByteBuffer aside;

  /** The first flight, while it is not sure that it will be sent. */
  private @Nullable ByteBuffer flightHeld;

  private @Nullable ByteBuffer outgoing;

  /** Whether the server's flight waits for a decision, as {@link #answer} leaves it. */
  private boolean holding;

  private volatile boolean established;

  /** Whether a FIN without close_notify is the end all the same. */
  private final boolean lenient;

  private volatile boolean endStated;

  /**
   * @param lenient whether an end of the connection is taken for the end of the data, though TLS
   *     does not say so
   */
  public Secured(SocketChannel channel, SSLEngine engine, Buffers buffers, boolean lenient) {
    this.channel = channel;
    this.engine = engine;
    this.buffers = buffers;
    this.lenient = lenient;
  }

  @Override
  public SocketChannel channel() {
    return channel;
  }

  /** The session, once it is established. */
  public SSLSession session() {
    return engine.getSession();
  }

  /** Whether the handshake is done. */
  public boolean isEstablished() {
    return established;
  }

  /** Whether the handshake has resumed an earlier session. */
  public boolean isResumed() {
    return flight.resumes();
  }

  /** The protocol that was agreed on with ALPN, or empty. */
  public String applicationProtocol() {
    @Nullable String agreed = engine.getApplicationProtocol();
    return agreed == null ? "" : agreed;
  }

  @Override
  public void establish() throws IOException {
    if (established) {
      return;
    }
    if (holding) {
      letGo();
    } else {
      engine.beginHandshake();
    }
    try {
      handshake();
    } catch (SSLException e) {
      sayWhy();
      throw e;
    }
    established = true;
  }

  /**
   * For a server whose session it is not sure of: takes a ClientHello that has been read already
   * and prepares the answer, without sending anything.
   *
   * @return whether the answer resumes a session of this engine's context; {@link #establish} goes
   *     on from here
   * @throws SSLException if the ClientHello cannot be answered at all
   */
  public boolean answer(ByteBuffer clientHello) throws SSLException {
    holding = true;
    incoming = buffers.take(clientHello.remaining()).put(clientHello).flip();
    engine.beginHandshake();
    try {
      handshake();
    } catch (SSLException e) {
      throw e;
    } catch (IOException e) {
      throw new SSLHandshakeException(String.valueOf(e.getMessage()));
    }
    return flight.resumes();
  }

  /** Runs the handshake to its end, or, while holding, until the first flight is known. */
  private void handshake() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> flush();
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (holding && (flight.isKnown() || isUsedUp())) {
            return;
          }
          unwrapHandshake();
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
      if (holding && flight.isKnown()) {
        return;
      }
    }
  }

  private boolean isUsedUp() {
    return incoming == null || !incoming.hasRemaining();
  }

  private void runTasks() {
    @Nullable Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  private void unwrapHandshake() throws IOException {
    ByteBuffer from = incoming == null ? NOTHING : incoming;
    SSLEngineResult result = unwrap(from, NOTHING);
    switch (result.getStatus()) {
      case OK -> {}
      case BUFFER_UNDERFLOW -> {
        if (fill() < 0) {
          throw new EOFException("the connection ended in the TLS handshake");
        }
      }
      case BUFFER_OVERFLOW -> setAside();
      case CLOSED -> throw new SSLHandshakeException("the peer ended the TLS handshake");
    }
  }

  /** One step of the engine; what it has to say about a failure still goes out. */
  private SSLEngineResult unwrap(ByteBuffer from, ByteBuffer to) throws IOException {
    try {
      return engine.unwrap(from, to);
    } catch (SSLException e) {
      sayWhy();
      throw e;
    }
  }

  private void sayWhy() {
    try {
      // The alert comes behind what was prepared before it.
      while (!holding && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        flush();
      }
    } catch (IOException e) {
      // The peer need not hear it.
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int before = target.position();
    while (target.position() == before) {
      if (aside != null) {
        takeAside(target);
      } else if (engine.isInboundDone()) {
        return -1;
      } else if (incoming == null) {
        if (fill() < 0) {
          return ended();
        }
      } else if (!decrypt(target)) {
        return target.position() == before ? -1 : target.position() - before;
      }
    }
    return target.position() - before;
  }

  /** Decrypts as many records as are there and fit; false at the peer's close_notify. */
  private boolean decrypt(ByteBuffer target) throws IOException {
    int before = target.position();
    while (incoming != null) {
      SSLEngineResult result = unwrap(incoming, target);
      letGoOfIncoming();
      switch (result.getStatus()) {
        case OK -> {
          // TLS 1.3 closes one way only, and then the engine does not call it closed.
          if (engine.isInboundDone()) {
            endStated = true;
            return false;
          }
          afterRecord(result.getHandshakeStatus());
        }
        case BUFFER_UNDERFLOW -> {
          if (target.position() > before) {
            return true;
          }
          if (fill() < 0) {
            return ended() >= 0;
          }
        }
        case BUFFER_OVERFLOW -> {
          if (target.position() == before) {
            setAside();
            takeAside(target);
          }
          return true;
        }
        case CLOSED -> {
          endStated = true;
          return false;
        }
      }
    }
    return true;
  }

  /** Whether the peer has said close_notify; from any thread. */
  public boolean isEndStated() {
    return endStated;
  }

  private int ended() throws TruncatedException {
    if (!lenient) {
      throw new TruncatedException();
    }
    return -1;
  }

  /** What is due behind a record that was no data. */
  private void afterRecord(HandshakeStatus status) throws IOException {
    boolean busy = status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP;
    if (!busy) {
      return;
    }
    if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
      throw new SSLException("the peer asks for renegotiation");
    }
    runTasks();
    flush();
  }

  private void letGoOfIncoming() {
    if (incoming != null && !incoming.hasRemaining() && !buffers.keeps()) {
      incoming = null;
    }
  }

  /** Reads more of what is encrypted; the buffer grows to the longest record's length. */
  private int fill() throws IOException {
    int record = engine.getSession().getPacketBufferSize();
    @Nullable ByteBuffer known = incoming;
    ByteBuffer buffer = known;
    if (buffer == null) {
      buffer = buffers.take(buffers.keeps() ? record : FIRST_BYTES);
    } else {
      buffer.compact();
      if (!buffer.hasRemaining()) {
        if (buffer.capacity() >= record) {
          throw new SSLException("a TLS record is longer than it may be");
        }
        ByteBuffer larger = buffers.take(record);
        larger.put(buffer.flip());
        buffer = larger;
      }
    }
    int start = buffer.position();
    int read;
    try {
      read = channel.read(buffer);
    } finally {
      incoming = buffer.flip();
    }
    if (read > 0 && engine.getUseClientMode()) {
      flight.see(buffer.slice(start, read));
    }
    if (read < 0) {
      letGoOfIncoming();
    }
    return read;
  }

  /**
   * Decrypts a record that does not fit the reader's buffer into one of its own. The engine says
   * that it does not fit before all of it has come.
   */
  private void setAside() throws IOException {
    ByteBuffer whole = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    Status status = Status.BUFFER_UNDERFLOW;
    while (status == Status.BUFFER_UNDERFLOW) {
      SSLEngineResult result = unwrap(incoming == null ? NOTHING : incoming, whole);
      status = result.getStatus();
      if (status == Status.BUFFER_UNDERFLOW && fill() < 0) {
        throw new TruncatedException();
      }
      if (status == Status.OK) {
        afterRecord(result.getHandshakeStatus());
      }
    }
    if (status == Status.BUFFER_OVERFLOW) {
      throw new SSLException("a TLS record holds more than it may");
    }
    letGoOfIncoming();
    if (whole.position() > 0) {
      aside = whole.flip();
    }
  }

  private void takeAside(ByteBuffer target) {
    ByteBuffer kept = aside;
    if (kept == null) {
      return;
    }
    int bytes = Math.min(kept.remaining(), target.remaining());
    target.put(kept.slice(kept.position(), bytes));
    kept.position(kept.position() + bytes);
    if (!kept.hasRemaining()) {
      aside = null;
    }
  }

  /**
   * What has come in clear behind the peer's close_notify, where TLS ends before the connection.
   */
  public ByteBuffer unread() {
    ByteBuffer rest = incoming == null ? NOTHING : incoming;
    incoming = null;
    return rest;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int before = source.remaining();
    int record = engine.getSession().getPacketBufferSize();
    writing.lock();
    try {
      ByteBuffer target = outgoing();
      do {
        wrap(source, target);
      } while (source.hasRemaining()
          && target.remaining() >= record
          && before - source.remaining() < MOST_AT_ONCE);
      send(target);
      letGoOfOutgoing();
    } finally {
      writing.unlock();
    }
    return before - source.remaining();
  }

  /** Sends what TLS itself has to say. */
  private void flush() throws IOException {
    writing.lock();
    try {
      ByteBuffer target = outgoing();
      wrap(NOTHING, target);
      if (holding) {
        flightHeld = target;
      } else {
        send(target);
        letGoOfOutgoing();
      }
    } finally {
      writing.unlock();
    }
  }

  private void wrap(ByteBuffer source, ByteBuffer target) throws IOException {
    int start = target.position();
    SSLEngineResult result = engine.wrap(source, target);
    if (!established && !engine.getUseClientMode()) {
      flight.see(target.slice(start, target.position() - start));
    }
    if (result.getStatus() == Status.CLOSED && source.hasRemaining()) {
      throw new EOFException("TLS is closed");
    }
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      throw new SSLException("a buffer for a TLS record is too small");
    }
  }

  private ByteBuffer outgoing() {
    ByteBuffer kept = outgoing;
    if (kept == null) {
      kept = buffers.take(engine.getSession().getPacketBufferSize());
      outgoing = kept;
    }
    return kept;
  }

  private void letGoOfOutgoing() {
    if (!buffers.keeps()) {
      outgoing = null;
    }
  }

  private void send(ByteBuffer encrypted) throws IOException {
    encrypted.flip();
    try {
      while (encrypted.hasRemaining()) {
        channel.write(encrypted);
      }
    } finally {
      encrypted.clear();
    }
  }

  private void letGo() throws IOException {
    writing.lock();
    try {
      holding = false;
      ByteBuffer held = flightHeld;
      flightHeld = null;
      if (held != null) {
        send(held);
        letGoOfOutgoing();
      }
    } finally {
      writing.unlock();
    }
  }

  /** Says close_notify and leaves the connection open: the answer to the peer's. */
  public void endTls() throws IOException {
    writing.lock();
    try {
      engine.closeOutbound();
      do {
        flush();
      } while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void end() throws IOException {
    if (established) {
      endTls();
    }
    channel.shutdownOutput();
  }

  /**
   * Takes what has come without waiting for more: tickets of the server, which count for the next
   * connection though nothing else is read from this one.
   */
  public void takeTickets() throws IOException {
    if (!established || !engine.getUseClientMode()) {
      return;
    }
    ByteBuffer ignored = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    channel.configureBlocking(false);
    try {
      while (fill() > 0) {
        while (incoming != null
            && incoming.hasRemaining()
            && unwrap(incoming, ignored.clear()).getStatus() == Status.OK) {
          // Tickets are taken in passing.
        }
      }
    } finally {
      channel.configureBlocking(true);
    }
  }

  @Override
  public void release() {
    for (@Nullable ByteBuffer held : new ByteBuffer[] {incoming, outgoing}) {
      if (held != null && buffers.keeps()) {
        buffers.give(held);
      }
    }
    incoming = null;
    outgoing = null;
  }
}
