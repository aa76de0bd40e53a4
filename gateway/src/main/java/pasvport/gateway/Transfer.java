package pasvport.gateway;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.ftp.Command;
import pasvport.ftp.Verbs.Direction;
import pasvport.gateway.connection.Connection;
import pasvport.gateway.connection.Secured;
import pasvport.gateway.plane.Plane;
import pasvport.gateway.plane.Planes;
import pasvport.site.Allowance;

/**
 * One transfer's two data connections, on a thread of its own: connects to the server, awaits the
 * client, moves the bytes, and ends both connections exactly as the sender ended its own.
 *
 * <p>In stream mode the end of the data is the end of the file (RFC 959 §3.4.1), so a FIN is a
 * statement. The session decides whether the sender's FIN may be passed on; everything else becomes
 * a reset, which no receiver takes for the end of a file.
 */
final class Transfer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

  /** How a transfer's connections ended: whole, or for a reason. */
  sealed interface Ending {
    /** The sender's FIN has been passed on behind the last byte. */
    record Whole() implements Ending {}

    /**
     * Something else; the receiver got a reset if it had got anything.
     *
     * @param detail more for the log, or empty
     */
    record Broken(Refusal why, String detail) implements Ending {
      Broken(Refusal why) {
        this(why, "");
      }
    }
  }

  /** What becomes of the sender's FIN. */
  enum Verdict {
    PASS_ON,
    RESET
  }

  /** Whose data connection is waited for: that it comes, or that its TLS stands. */
  enum Awaited {
    NOBODY,
    SERVER,
    CLIENT,
    SERVER_TLS,
    CLIENT_TLS
  }

  /**
   * How long TLS with a server waits for its 1yz. Begun before, it would cost a ticket for each
   * command that the server refuses; but some servers say 1yz behind the handshake.
   */
  private static final long TLS_WAITS_MILLIS = 500;

  /** A transfer that waits for its rate's sake shows once a second that it is not stalled. */
  private static final long LONGEST_REST_NANOS = 1_000_000_000;

  /** How long a peer that has got our FIN may take to close its side before we forget it. */
  private static final int LINGER_MILLIS = 5_000;

  /** What a peer may send the wrong way while we linger; more is no accident. */
  private static final int LINGER_BYTES = 64 * 1024;

  /** How soon a transfer of unknown direction sees that it was cut. */
  private static final int LOOK_AROUND_MILLIS = 250;

  private final Command command;
  private volatile @Nullable Direction direction;
  private final DataSetup.Channel channel;
  private final Allowance allowance;
  private final Planes planes;
  private final LongSupplier nanoTime;
  private final Consumer<Event> events;

  /** Done when the server has taken the command, so that an active client may be called. */
  private final CompletableFuture<Void> accepted = new CompletableFuture<>();

  /** Done when the server has said its last word on the transfer. */
  private final CompletableFuture<Void> answered = new CompletableFuture<>();

  private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();

  /** The first of these counts: a cut, or the sender's FIN passed on. */
  private final AtomicReference<@Nullable Ending> settled = new AtomicReference<>();

  private volatile @Nullable Connection server;
  private volatile @Nullable Connection client;
  private final AtomicLong bytes = new AtomicLong();
  private volatile long lastProgress;
  private volatile boolean moving;

  /** Whether the sender's end is being passed on, behind what the receiver has yet to take. */
  private volatile boolean closing;

  private volatile @Nullable Thread mover;
  private volatile Awaited awaited = Awaited.NOBODY;
  private volatile Planes.@Nullable Choice choice;
  private final long startedAt;

  /**
   * @param direction which way the bytes go, or null to see it from who sends first
   */
  Transfer(
      Command command,
      @Nullable Direction direction,
      DataSetup.Channel channel,
      Allowance allowance,
      Common common,
      Consumer<Event> events) {
    this.command = command;
    this.direction = direction;
    this.channel = channel;
    this.allowance = allowance;
    this.planes = common.planes();
    this.nanoTime = common.nanoTime();
    this.events = events;
    this.startedAt = nanoTime.getAsLong();
    this.lastProgress = startedAt;
  }

  Command command() {
    return command;
  }

  /** Which way the bytes go; as long as that is not known, from the server. */
  Direction direction() {
    @Nullable Direction known = direction;
    return known == null ? Direction.FROM_SERVER : known;
  }

  DataSetup.Channel channel() {
    return channel;
  }

  long bytes() {
    return bytes.get();
  }

  /** How the bytes are moved; empty before they are. */
  Optional<Planes.Choice> plane() {
    return Optional.ofNullable(choice);
  }

  /** The client's data connection, if it is under TLS. */
  Optional<Secured> frontTls() {
    return client instanceof Secured secured && secured.isEstablished()
        ? Optional.of(secured)
        : Optional.empty();
  }

  /** The server's data connection, if it is under TLS. */
  Optional<Secured> backTls() {
    return server instanceof Secured secured && secured.isEstablished()
        ? Optional.of(secured)
        : Optional.empty();
  }

  long startedAt() {
    return startedAt;
  }

  /** Whether this is our end of the connection to the server; from any thread. */
  boolean endsAt(InetSocketAddress end) {
    @Nullable Connection toServer = server;
    try {
      return toServer != null && end.equals(toServer.channel().getLocalAddress());
    } catch (IOException e) {
      return false; // it has been closed
    }
  }

  /** Whether the client's data connection has come. */
  boolean hasClient() {
    return client != null;
  }

  Awaited awaited() {
    return awaited;
  }

  /** Whether it has been ended before it could be whole. */
  boolean isCut() {
    return settled.get() instanceof Ending.Broken;
  }

  /** The server has said 1yz, or 2yz: an active client is called now. */
  void accept() {
    accepted.complete(null);
  }

  /** The server has said its last word. */
  void answered() {
    answered.complete(null);
  }

  /** Says what becomes of the sender's FIN. */
  void decide(Verdict decided) {
    verdict.complete(decided);
  }

  /**
   * Ends the transfer at once, from any thread: both connections are reset. Idempotent, and without
   * effect once the sender's FIN has been passed on: a reset behind it could undo a whole file.
   */
  void cut(Refusal why) {
    if (settled.compareAndSet(null, new Ending.Broken(why))) {
      release(Sockets::reset);
    }
  }

  /**
   * Ends a transfer that the server has refused before any byte moved: both are closed in order.
   */
  void cancel(Refusal why) {
    if (settled.compareAndSet(null, new Ending.Broken(why))) {
      release(Sockets::closeInOrder);
    }
  }

  /** A plane that moves closes the connections itself, when it can do so without harm. */
  private void release(Consumer<SocketChannel> how) {
    verdict.complete(Verdict.RESET);
    accepted.complete(null);
    Runnable close =
        () -> {
          closeBoth(how);
          channel.giveUp();
        };
    Planes.@Nullable Choice chosen = choice;
    if (chosen == null) {
      close.run();
    } else {
      chosen.plane().stop(close);
      LockSupport.unpark(mover);
    }
  }

  /** Cuts the transfer if no byte has moved since before this moment. */
  void cutIfStalled(long before) {
    if (moving && lastProgress - before < 0) {
      cut(Refusal.STALLED);
    } else if (closing && lastProgress - before < 0) {
      closeBoth(Sockets::reset);
    }
  }

  @Override
  public void run() {
    Ending ending = new Ending.Broken(Refusal.INTERNAL_ERROR);
    try {
      ending = relay();
    } catch (Broken broken) {
      ending =
          settled.get() instanceof Ending.Broken cut
              ? cut
              : new Ending.Broken(broken.why, broken.detail);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.atError().setCause(e).log("a transfer failed");
    } finally {
      end(ending);
    }
  }

  private void end(Ending ending) {
    moving = false;
    switch (ending) {
      case Ending.Broken _ -> {
        closeBoth(Sockets::reset);
        events.accept(new Event.TransferEnded(this, ending));
      }
      case Ending.Whole _ -> {
        takeTickets();
        events.accept(new Event.TransferEnded(this, ending));
        @Nullable Connection receiver = direction() == Direction.FROM_SERVER ? client : server;
        if (receiver != null) {
          linger(receiver.channel());
        }
        closeBoth(Sockets::close);
      }
    }
    release(server);
    release(client);
  }

  /** This thread alone has used what they hold. */
  private static void release(@Nullable Connection connection) {
    if (connection != null) {
      connection.release();
    }
  }

  private Ending relay() throws Broken {
    boolean calling = channel.server().isCalled();
    if (calling) {
      openServer();
    }
    // Before the event, so that the session sets its deadline by it.
    awaited = calling ? clientIfAwaited() : Awaited.SERVER;
    events.accept(new Event.ServerDataReady(this));
    if (!calling) {
      openServer();
      awaited = clientIfAwaited();
    }
    Connection toServer = opened(server);
    if (toServer instanceof Secured) {
      awaitAcceptance();
      establish(toServer, channel.server(), Awaited.SERVER_TLS, Refusal.SERVER_DATA_TLS_FAILED);
      awaited = clientIfAwaited();
    }
    Connection toClient = openClient();
    events.accept(new Event.ClientDataConnected(this));
    establish(toClient, channel.client(), Awaited.CLIENT_TLS, Refusal.CLIENT_DATA_TLS_FAILED);
    awaited = Awaited.NOBODY;
    lastProgress = nanoTime.getAsLong();
    moving = true;
    if (direction == null) {
      direction = seenDirection(toServer.channel(), toClient.channel());
    }
    if (direction() == Direction.FROM_SERVER) {
      move(toServer, Refusal.SERVER_DATA_LOST, toClient, Refusal.CLIENT_DATA_LOST);
      moving = false;
      acknowledgeEnd(toServer);
      // Servers linger on their data connection until we close it, and then say 226.
      Sockets.close(toServer.channel());
      passEnd(toClient, Refusal.CLIENT_DATA_LOST);
    } else {
      move(toClient, Refusal.CLIENT_DATA_LOST, toServer, Refusal.SERVER_DATA_LOST);
      moving = false;
      acknowledgeEnd(toClient);
      passEnd(toServer, Refusal.SERVER_DATA_LOST);
    }
    return new Ending.Whole();
  }

  /** Whether the sender's end is a statement of its own: TLS's, which nobody else can make. */
  boolean isEndStated() {
    return (direction() == Direction.FROM_SERVER ? server : client) instanceof Secured sender
        && sender.isEndStated();
  }

  /** The sender has said close_notify and may wait for ours before it goes on. */
  private static void acknowledgeEnd(Connection sender) {
    if (sender instanceof Secured secured) {
      try {
        secured.endTls();
      } catch (IOException e) {
        LOG.debug("the sender has gone already", e);
      }
    }
  }

  private void awaitAcceptance() throws Broken {
    try {
      accepted.get(TLS_WAITS_MILLIS, MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.debug("a server begins TLS before it says 1yz");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Broken(Refusal.ABORTED);
    }
    breakIfCut();
  }

  private void establish(Connection connection, DataEnd end, Awaited stage, Refusal failed)
      throws Broken {
    awaited = stage;
    try {
      connection.establish();
    } catch (IOException e) {
      breakIfCut();
      throw new Broken(failed, String.valueOf(e.getMessage()));
    }
    Optional<Refusal> objection = end.objection(connection);
    if (objection.isPresent()) {
      throw new Broken(objection.get());
    }
    breakIfCut();
  }

  /** Whoever sends first, bytes or the end of none, is the sender. */
  private Direction seenDirection(SocketChannel toServer, SocketChannel toClient) throws Broken {
    try (Selector selector = Selector.open()) {
      toServer.configureBlocking(false);
      toClient.configureBlocking(false);
      SelectionKey fromServer = toServer.register(selector, SelectionKey.OP_READ);
      SelectionKey fromClient = toClient.register(selector, SelectionKey.OP_READ);
      while (!isCut() && selector.select(LOOK_AROUND_MILLIS) == 0) {
        breakIfCut();
      }
      breakIfCut();
      Direction seen = fromServer.isReadable() ? Direction.FROM_SERVER : Direction.TO_SERVER;
      fromServer.cancel();
      fromClient.cancel();
      selector.selectNow();
      toServer.configureBlocking(true);
      toClient.configureBlocking(true);
      return seen;
    } catch (IOException | CancelledKeyException e) {
      throw new Broken(Refusal.SERVER_DATA_LOST);
    }
  }

  private void openServer() throws Broken {
    try {
      server = channel.server().open();
    } catch (IOException e) {
      throw new Broken(Refusal.SERVER_DATA_UNREACHABLE);
    }
    breakIfCut();
  }

  private Awaited clientIfAwaited() {
    return channel.client().isCalled() ? Awaited.NOBODY : Awaited.CLIENT;
  }

  private Connection openClient() throws Broken {
    DataEnd end = channel.client();
    if (end.isCalled()) {
      accepted.join();
      breakIfCut();
    }
    try {
      Connection opened = end.open();
      client = opened;
      breakIfCut();
      return opened;
    } catch (IOException e) {
      throw new Broken(
          end.isCalled() ? Refusal.CLIENT_DATA_UNREACHABLE : Refusal.NO_DATA_CONNECTION);
    }
  }

  private void breakIfCut() throws Broken {
    if (isCut()) {
      throw new Broken(Refusal.ABORTED);
    }
  }

  private static Connection opened(@Nullable Connection connection) {
    if (connection == null) {
      throw new IllegalStateException("not opened");
    }
    return connection;
  }

  private void move(Connection from, Refusal fromLost, Connection to, Refusal toLost)
      throws Broken {
    Planes.Choice chosen = planes.between(from, to);
    try {
      // Half a file must not look whole if this process is killed.
      Sockets.endWithReset(to.channel());
    } catch (IOException e) {
      throw new Broken(toLost);
    }
    mover = Thread.currentThread();
    choice = chosen;
    // Whoever cuts from here on finds the plane; whoever did before has closed the connections.
    if (isCut()) {
      chosen.plane().stop(() -> {});
    }
    try {
      chosen.plane().move(from, to, allowance.step(), this::count);
    } catch (Plane.Lost lost) {
      throw new Broken(
          switch (lost) {
            case Plane.SourceLost _ -> fromLost;
            case Plane.SourceTruncated _ ->
                direction() == Direction.TO_SERVER
                    ? Refusal.UPLOAD_NOT_CLOSED
                    : Refusal.DOWNLOAD_NOT_CLOSED;
            case Plane.TargetLost _ -> toLost;
            case Plane.Stopped _ -> Refusal.ABORTED;
          });
    }
  }

  private void count(long moved) {
    long now = nanoTime.getAsLong();
    lastProgress = now;
    if (bytes.addAndGet(moved) > allowance.uploadBytes() && direction() == Direction.TO_SERVER) {
      cut(Refusal.FILE_TOO_LARGE);
    } else {
      rest(now + allowance.spend(moved, now));
    }
  }

  /** Keeps the rate: rests until then, unless the transfer is cut. */
  private void rest(long until) {
    long wait = until - lastProgress;
    while (wait > 0 && !isCut()) {
      LockSupport.parkNanos(this, Math.min(wait, LONGEST_REST_NANOS));
      lastProgress = nanoTime.getAsLong();
      wait = until - lastProgress;
    }
  }

  /** Asks the session about the sender's FIN, and passes it on if it says so. */
  private void passEnd(Connection receiver, Refusal lost) throws Broken {
    events.accept(new Event.SourceEnded(this));
    if (verdict.join() == Verdict.RESET || !settled.compareAndSet(null, new Ending.Whole())) {
      throw new Broken(Refusal.SERVER_REFUSED_TRANSFER);
    }
    lastProgress = nanoTime.getAsLong();
    closing = true;
    try {
      Sockets.endInOrder(receiver.channel());
      receiver.end();
    } catch (IOException e) {
      throw new Broken(lost);
    } finally {
      closing = false;
    }
  }

  /**
   * The next data connection resumes with the ticket that the server has sent on this one, and from
   * an upload's nothing has been read. When the server calls the upload done, its ticket has come.
   */
  private void takeTickets() {
    if (direction() == Direction.TO_SERVER && server instanceof Secured secured) {
      try {
        answered.get(LINGER_MILLIS, MILLISECONDS);
        secured.takeTickets();
      } catch (IOException | ExecutionException | TimeoutException e) {
        LOG.debug("no ticket from an upload", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits until the receiver has closed its side too: a close with bytes unread would turn our FIN
   * into a reset and could cost the receiver what is still under way.
   */
  private void linger(SocketChannel receiver) {
    long end = nanoTime.getAsLong() + MILLISECONDS.toNanos(LINGER_MILLIS);
    try {
      byte[] ignored = new byte[1024];
      int total = 0;
      int read = 0;
      int left = LINGER_MILLIS;
      while (read >= 0 && total < LINGER_BYTES && left > 0) {
        receiver.socket().setSoTimeout(left);
        read = receiver.socket().getInputStream().read(ignored);
        total += read;
        left = (int) NANOSECONDS.toMillis(end - nanoTime.getAsLong());
      }
    } catch (IOException e) {
      // Reset or too slow: it has had its time.
      Sockets.close(receiver);
    }
  }

  private void closeBoth(Consumer<SocketChannel> how) {
    @Nullable Connection toServer = server;
    if (toServer != null) {
      how.accept(toServer.channel());
    } else {
      channel.server().giveUp(how);
    }
    @Nullable Connection toClient = client;
    if (toClient != null) {
      how.accept(toClient.channel());
    } else {
      channel.client().giveUp(how);
    }
  }

  /** The way out of a transfer that cannot be whole any more. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    private final Refusal why;
    private final String detail;

    Broken(Refusal why) {
      this(why, "");
    }

    Broken(Refusal why, String detail) {
      super(why.reason(), null, false, false);
      this.why = why;
      this.detail = detail;
    }
  }
}
