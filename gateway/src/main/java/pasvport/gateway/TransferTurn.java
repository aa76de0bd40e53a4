package pasvport.gateway;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.Command;
import pasvport.ftp.Reply;
import pasvport.ftp.Verbs.Direction;

/**
 * A transfer as the session sees it, from its command to the last reply. It settles two questions:
 * whether the sender's FIN is passed on, and which reply the client gets when server and data
 * disagree.
 *
 * <p>A download's FIN waits for the server's word: a server that dies in the middle closes its
 * connections too, and half a file must not look whole. An upload's FIN waits until the control
 * connection is seen to be alive and without an ABOR.
 */
final class TransferTurn {
  /**
   * After a server has refused a download in its midst it ends the data connection at once; this is
   * ample for what is still under way.
   */
  private static final long AFTER_REFUSAL_NANOS = 10_000_000_000L;

  /**
   * A client that is killed ends both its connections within a millisecond, in either order; so
   * much later an upload's end is a statement.
   */
  private static final long END_HOLD_NANOS = 5_000_000L;

  /** What the client says on its control connection is parsed and taken within microseconds. */
  private static final long UNHEARD_NANOS = 1_000_000_000L;

  private final Session session;
  private final Common common;
  private final Transfer transfer;
  private final List<Reply> behind = new ArrayList<>();

  private boolean commanded;
  private boolean preliminary;

  /** When the server said 1yz. */
  private long begunAt;

  /** Whether the server has said 1yz twice, of which it may say one (RFC 959 §4.2). */
  private boolean begunTwice;

  private boolean clientConnected;
  private @Nullable Reply heldPreliminary;
  private boolean sourceEnded;
  private boolean decided;

  /** Whether an upload's end has been held long enough for a killed client's other FIN. */
  private boolean endHeld;

  private @Nullable Reply finalReply;
  private Transfer.@Nullable Ending ending;

  /** When the stage that is now waited for began. */
  private long stageSince;

  TransferTurn(Session session, Common common, Transfer transfer) {
    this.session = session;
    this.common = common;
    this.transfer = transfer;
    this.stageSince = session.now();
  }

  Transfer transfer() {
    return transfer;
  }

  /** Whether the server has the command, so that NOOP and STAT may follow it. */
  boolean isCommanded() {
    return commanded;
  }

  /** Whether later replies must wait until this transfer has been answered. */
  boolean isAnswerHeld() {
    return finalReply != null;
  }

  /** A reply that stands behind the transfer's own. */
  void sayBehind(Reply reply) {
    behind.add(reply);
  }

  /** The way to the server is prepared: the command goes out. */
  void serverReady() {
    if (ending == null && !commanded && !transfer.isCut()) {
      commanded = true;
      stageSince = session.now();
      session.ask(transfer.command(), Dialogue.Purpose.TRANSFER);
    }
  }

  /** The server has had its command, and begun, before we knew that data would move. */
  void begunByServer(Reply reply) {
    commanded = true;
    preliminary(reply);
  }

  /** The server has begun. An active client hears so once its connection stands. */
  void preliminary(Reply reply) {
    if (preliminary) {
      begunTwice = true;
      answeredIfBegunTwice();
      return;
    }
    preliminary = true;
    begunAt = session.now();
    transfer.accept();
    if (transfer.channel().client().isCalled() && !clientConnected) {
      heldPreliminary = reply;
    } else {
      session.sayNow(reply);
    }
  }

  void clientConnected() {
    clientConnected = true;
    if (heldPreliminary != null) {
      session.sayFirst(heldPreliminary);
      heldPreliminary = null;
    }
  }

  /**
   * Pure-FTPd, whose data connection breaks, says how much it has sent under the code that it had
   * before, 150, and nothing more on this transfer.
   */
  private boolean answeredIfBegunTwice() {
    if (!begunTwice || finalReply != null || !isBroken()) {
      return false;
    }
    session.answerTransfer(this, Reply.of(426, "Transfer aborted."));
    return true;
  }

  private boolean isBroken() {
    return transfer.isCut() || ending instanceof Transfer.Ending.Broken;
  }

  /** The server's last word on this transfer. */
  void answered(Reply reply) {
    finalReply = reply;
    transfer.answered();
    stageSince = session.now();
    if (reply.negative()) {
      refusedByServer();
    } else {
      transfer.accept();
      decideDownload();
    }
    finishIfOver();
  }

  private void refusedByServer() {
    if (!preliminary) {
      transfer.cancel(Refusal.SERVER_REFUSED_TRANSFER);
    } else if (transfer.direction() == Direction.TO_SERVER || !transfer.hasClient()) {
      transfer.cut(Refusal.SERVER_REFUSED_TRANSFER);
    } else {
      // What the server did send may still reach the client; then comes the reset.
      decideDownload();
    }
  }

  /** The sender has closed its connection in order. */
  void sourceEnded() {
    sourceEnded = true;
    stageSince = session.now();
    if (transfer.direction() == Direction.FROM_SERVER) {
      decideDownload();
    } else {
      decideUpload();
    }
  }

  private void decideDownload() {
    @Nullable Reply word = finalReply;
    if (transfer.direction() == Direction.FROM_SERVER && sourceEnded && word != null) {
      decide(word.completed() ? Transfer.Verdict.PASS_ON : Transfer.Verdict.RESET);
    }
  }

  /** Decides an upload's FIN, or leaves it until the client's control bytes have been read. */
  void decideUpload() {
    if (transfer.direction() != Direction.TO_SERVER || !sourceEnded || decided) {
      return;
    }
    switch (session.unheardFromClient()) {
      case NOTHING -> {
        if (endHeld || transfer.isEndStated()) {
          decide(Transfer.Verdict.PASS_ON);
        }
      }
      case END -> transfer.cut(Refusal.CLIENT_GONE);
      case BYTES -> {
        if (session.now() - stageSince >= UNHEARD_NANOS) {
          decide(Transfer.Verdict.PASS_ON);
        }
      }
    }
  }

  private void decide(Transfer.Verdict verdict) {
    if (!decided) {
      decided = true;
      transfer.decide(verdict);
    }
  }

  void ended(Transfer.Ending how) {
    ending = how;
    stageSince = session.now();
    if (!answeredIfBegunTwice()) {
      finishIfOver();
    }
  }

  private void finishIfOver() {
    Transfer.@Nullable Ending how = ending;
    @Nullable Reply word = finalReply;
    if (how == null || (commanded && word == null)) {
      return;
    }
    Reply reply = truth(how, word);
    session.transferOver(this, reply, result(how, reply));
    behind.forEach(session::sayNow);
  }

  /** What the client is told: the server's word, unless we know that it is not so. */
  private static Reply truth(Transfer.Ending how, @Nullable Reply word) {
    return switch (how) {
      case Transfer.Ending.Whole() when word != null -> word;
      case Transfer.Ending.Broken(Refusal why, _)
          when word == null || !word.negative() || isClearer(why) ->
          why.reply().orElseGet(() -> Reply.of(426, "Transfer aborted."));
      case Transfer.Ending.Broken _ when word != null -> word;
      case Transfer.Ending other ->
          throw new IllegalStateException("a transfer without the server's word: " + other);
    };
  }

  /** What we know better than the server, which saw no more than a broken connection. */
  private static boolean isClearer(Refusal why) {
    return switch (why) {
      case CLIENT_DATA_UNREACHABLE,
          FILE_TOO_LARGE,
          CLIENT_DATA_TLS_FAILED,
          SERVER_DATA_TLS_FAILED,
          DATA_TLS_REQUIRED,
          DATA_NOT_RESUMED,
          DATA_CERTIFICATE_DIFFERS,
          UPLOAD_NOT_CLOSED,
          DOWNLOAD_NOT_CLOSED ->
          true;
      default -> false;
    };
  }

  /** The reply's code, and behind it our own reason unless the server simply refused. */
  private String result(Transfer.Ending how, Reply reply) {
    if (how instanceof Transfer.Ending.Broken(Refusal why, String detail)
        && why != Refusal.SERVER_REFUSED_TRANSFER) {
      session.count(why, transfer.command().verb() + (detail.isEmpty() ? "" : ": " + detail));
      return reply.code() + " " + why.reason();
    }
    return Integer.toString(reply.code());
  }

  /** ABOR, or another end from our side. */
  void cut(Refusal why) {
    transfer.cut(why);
  }

  /** When {@link #deadlinePassed} is due, or null. */
  @Nullable Long deadline() {
    if (ending != null) {
      return stageSince + session.server().replyNanos();
    }
    if (finalReply != null && finalReply.negative()) {
      return stageSince + AFTER_REFUSAL_NANOS;
    }
    if (sourceEnded && !decided) {
      return transfer.direction() == Direction.TO_SERVER
          ? stageSince + (endHeld ? UNHEARD_NANOS : END_HOLD_NANOS)
          : stageSince + session.server().replyNanos();
    }
    if (transfer.awaited() != Transfer.Awaited.NOBODY) {
      return dataDue();
    }
    return isServerSilent() ? stageSince + session.server().replyNanos() : null;
  }

  /**
   * Many clients begin TLS only after 1yz, and a server may take long to say it: a folder is read
   * first, a tape is mounted. A connection alone keeps a port, and comes before.
   */
  private long dataDue() {
    long wait = common.timeouts().dataWait().toNanos();
    boolean ofTls =
        transfer.awaited() == Transfer.Awaited.CLIENT_TLS
            || transfer.awaited() == Transfer.Awaited.SERVER_TLS;
    if (preliminary && transfer.awaited() != Transfer.Awaited.SERVER) {
      return begunAt + wait;
    }
    return ofTls && commanded && finalReply == null
        ? stageSince + Math.max(wait, session.server().replyNanos())
        : transfer.startedAt() + wait;
  }

  /** Whether an active client waits to be called until the server has said something. */
  private boolean isServerSilent() {
    return commanded
        && !preliminary
        && finalReply == null
        && transfer.channel().client().isCalled();
  }

  void deadlinePassed() {
    if (ending != null || (sourceEnded && transfer.direction() == Direction.FROM_SERVER)) {
      session.expel(Refusal.SERVER_SILENT, transfer.command().verb());
    } else if (sourceEnded) {
      endHeld = true;
      decideUpload();
    } else if (finalReply != null && finalReply.negative()) {
      transfer.cut(Refusal.SERVER_REFUSED_TRANSFER);
    } else {
      switch (transfer.awaited()) {
        case CLIENT -> transfer.cut(Refusal.NO_DATA_CONNECTION);
        case SERVER -> transfer.cut(Refusal.SERVER_DATA_UNREACHABLE);
        case CLIENT_TLS -> transfer.cut(Refusal.CLIENT_DATA_TLS_FAILED);
        case SERVER_TLS -> transfer.cut(Refusal.SERVER_DATA_TLS_FAILED);
        case NOBODY -> {
          if (isServerSilent()) {
            session.expel(Refusal.SERVER_SILENT, transfer.command().verb());
          }
        }
      }
    }
  }

  Command command() {
    return transfer.command();
  }
}
