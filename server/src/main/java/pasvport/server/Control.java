package pasvport.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServerConfigurationException;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.DefaultFtpHandler;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.listener.nio.AbstractListener;
import org.apache.ftpserver.listener.nio.FtpHandlerAdapter;
import org.apache.ftpserver.listener.nio.FtpResponseEncoder;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.codec.ProtocolCodecFilter;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's control connections: FtpServer's listener with another way of cutting lines, giving
 * turns and dispatching commands.
 */
final class Control extends AbstractListener {

  private static final Logger log = LoggerFactory.getLogger(Control.class);

  // Reading and writing control lines is light work, beside the gateway's own.
  private static final int READERS = 1;

  // The gateway may open all its sessions at once.
  private static final int BACKLOG = 1024;

  // A command line is short; the size bounds what a session may have sent ahead, too.
  private static final int READ_BUFFER = 2048;

  private static final int THREAD_IDLE_SECONDS = 10;

  // A command that was cut ends at once; only one at a disk that hangs takes longer.
  private static final Duration LAST_COMMANDS = Duration.ofSeconds(5);

  private static final int NO_IDLE_TIMEOUT = 0; // the gateway has its own

  private static final String KNOWN = Control.class.getName() + ".known";

  private final InetAddress address;
  private final Predicate<InetSocketAddress> known;
  private @Nullable FtpServerContext context;
  private @Nullable NioSocketAcceptor acceptor;
  private @Nullable ExecutorService threads;

  /**
   * Listens on an ephemeral port of an address, once started.
   *
   * @param known whether a connection from this end is the gateway's
   */
  Control(InetAddress address, Predicate<InetSocketAddress> known) {
    super(
        address.getHostAddress(),
        0,
        false,
        null,
        new DataConnectionConfigurationFactory().createDataConnectionConfiguration(),
        NO_IDLE_TIMEOUT,
        null);
    this.address = address;
    this.known = known;
  }

  @Override
  public synchronized void start(FtpServerContext context) {
    this.context = context;
    var handler = new Handler(context, known);
    handler.init(context, this);
    // One thread for each session that has something to do, none for those that have not. Platform
    // threads, because transfers block in sendfile: see Copy.
    var pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            THREAD_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name("ftp-session-", 0).daemon().factory());
    var fresh = new NioSocketAcceptor(READERS);
    fresh.setBacklog(BACKLOG);
    fresh.getSessionConfig().setReadBufferSize(READ_BUFFER);
    fresh.getSessionConfig().setMaxReadBufferSize(READ_BUFFER);
    fresh.getSessionConfig().setTcpNoDelay(true); // else a 226 waits for the ACK of its 150
    fresh
        .getFilterChain()
        .addLast("lines", new ProtocolCodecFilter(new FtpResponseEncoder(), new LineDecoder()));
    fresh.getFilterChain().addLast("turns", new Turns(pool));
    fresh.setHandler(new Adapter(context, handler));
    acceptor = fresh;
    threads = pool;
    try {
      fresh.bind(new InetSocketAddress(address, 0));
    } catch (IOException e) {
      stop();
      throw new FtpServerConfigurationException("No port of " + address + " can be listened on", e);
    }
    setPort(fresh.getLocalAddress().getPort());
  }

  @Override
  public synchronized void stop() {
    if (acceptor != null) {
      acceptor.setCloseOnDeactivation(true);
      acceptor.unbind();
      acceptor.dispose(true); // so that each session's end has been seen and its transfer cut
      acceptor = null;
    }
    if (threads != null) {
      threads.shutdown();
      try {
        if (!threads.awaitTermination(LAST_COMMANDS.toMillis(), TimeUnit.MILLISECONDS)) {
          log.warn("The embedded server stops although a command is still at work");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      threads = null;
    }
  }

  @Override
  public synchronized boolean isStopped() {
    return acceptor == null;
  }

  @Override
  public void suspend() {
    throw new UnsupportedOperationException("the gateway in front decides who may come");
  }

  @Override
  public void resume() {
    throw new UnsupportedOperationException("the gateway in front decides who may come");
  }

  @Override
  public boolean isSuspended() {
    return false;
  }

  @Override
  public synchronized Set<FtpIoSession> getActiveSessions() {
    if (acceptor == null) {
      return Set.of();
    }
    return acceptor.getManagedSessions().values().stream()
        .map(session -> new FtpIoSession(session, context))
        .collect(Collectors.toSet());
  }

  /** Hands what was decoded to the handler, as it is. */
  private static final class Adapter extends FtpHandlerAdapter {
    private final FtpServerContext context;

    Adapter(FtpServerContext context, Handler handler) {
      super(context, handler);
      this.context = context;
    }

    @Override
    public void messageReceived(IoSession session, Object message) throws Exception {
      switch (message) {
        case Line line -> getFtpHandler().messageReceived(new FtpIoSession(session, context), line);
        case LineDecoder.Unreadable unreadable ->
            session.write(new DefaultFtpReply(500, unreadable.why()));
        default -> throw new IllegalArgumentException("not from the decoder: " + message);
      }
    }
  }

  /** FtpServer's dispatch, with a banner that names no version and some commands before login. */
  private static final class Handler extends DefaultFtpHandler {
    private final FtpServerContext context;
    private final Predicate<InetSocketAddress> known;

    Handler(FtpServerContext context, Predicate<InetSocketAddress> known) {
      this.context = context;
      this.known = known;
    }

    @Override
    public void sessionCreated(FtpIoSession session) throws Exception {
      super.sessionCreated(session);
      Conversation.begin(session, known);
    }

    @Override
    public void sessionOpened(FtpIoSession session) {
      session.write(new DefaultFtpReply(220, "Pasvport ready."));
    }

    @Override
    public void messageReceived(FtpIoSession session, FtpRequest request) throws Exception {
      if (!isKnown(session)) {
        log.warn(
            "A connection from {} was ended: it is not the gateway's", session.getRemoteAddress());
        session.closeNow();
      } else if (SessionCommands.BEFORE_LOGIN.contains(request.getCommand())
          && !session.isLoggedIn()) {
        context
            .getCommandFactory()
            .getCommand(request.getCommand())
            .execute(session, context, request);
      } else {
        super.messageReceived(session, request);
      }
    }

    /** Looked up with the first command: by then the gateway knows the connection itself. */
    private boolean isKnown(FtpIoSession session) {
      if (session.getAttribute(KNOWN) == null
          && session.getRemoteAddress() instanceof InetSocketAddress from
          && known.test(from)) {
        session.setAttribute(KNOWN, true);
      }
      return session.getAttribute(KNOWN) != null;
    }

    @Override
    public void exceptionCaught(FtpIoSession session, Throwable cause) {
      if (cause instanceof IOException) {
        log.debug("A control connection broke off: {}", cause.toString());
      } else {
        log.error("A session ends at a mistake of the server's", cause);
      }
      session.closeNow();
    }
  }
}
