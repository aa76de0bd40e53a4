package pasvport.server;

import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.mina.core.session.IoSession;
import org.jspecify.annotations.Nullable;

/**
 * What the server remembers of one control connection, beyond what FtpServer's own session does.
 * Only the thread whose turn it is in the session uses it; the data connection alone is shared.
 */
final class Conversation {

  private static final String KEY = Conversation.class.getName();

  private final FtpIoSession session;
  private final DataConnection data;

  private @Nullable Account account;
  private RemotePath directory = RemotePath.ROOT;
  private @Nullable RemotePath renameFrom;
  private long restart;
  private Set<Fact> facts = EnumSet.allOf(Fact.class);
  private int failedLogins;

  private Conversation(FtpIoSession session, DataConnection data) {
    this.session = session;
    this.data = data;
  }

  /**
   * Begins the conversation of a session that was just made.
   *
   * @param known whether a data connection from this end is the gateway's
   */
  static void begin(FtpIoSession session, Predicate<InetSocketAddress> known) {
    if (session.getLocalAddress() instanceof InetSocketAddress here
        && session.getRemoteAddress() instanceof InetSocketAddress peer) {
      var data = new DataConnection(here.getAddress(), peer.getAddress(), known);
      session.setAttribute(KEY, new Conversation(session, data));
    }
  }

  /** The conversation of a session; null when the session died before one began. */
  static @Nullable Conversation of(IoSession session) {
    return (Conversation) session.getAttribute(KEY);
  }

  void reply(int code, String text) {
    session.write(new DefaultFtpReply(code, text));
  }

  /** Ends the session once all replies are sent. */
  void close() {
    session.closeOnFlush();
  }

  FtpIoSession session() {
    return session;
  }

  DataConnection data() {
    return data;
  }

  boolean text() {
    return session.getDataType() == DataType.ASCII;
  }

  Account account() throws Refused {
    if (account == null) {
      throw new Refused(530, "Log in first.");
    }
    return account;
  }

  void account(Account who) {
    account = who;
  }

  RemotePath directory() {
    return directory;
  }

  void directory(RemotePath path) {
    directory = path;
  }

  Set<Fact> facts() {
    return facts;
  }

  void facts(Set<Fact> wanted) {
    facts = wanted;
  }

  /** Remembers where the next transfer is to begin. */
  void restart(long offset) {
    restart = offset;
  }

  long restart() {
    return restart;
  }

  void renameFrom(@Nullable RemotePath path) {
    renameFrom = path;
  }

  @Nullable RemotePath renameFrom() {
    return renameFrom;
  }

  /** Counts a login that failed, and returns how many have. */
  int loginFailed() {
    return ++failedLogins;
  }
}
