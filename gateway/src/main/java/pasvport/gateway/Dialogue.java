package pasvport.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.Command;
import pasvport.ftp.Reply;

/**
 * Which reply answers which command: the turns of a control connection in the order in which the
 * client took them. Replies of our own wait for their turn behind the server's, so that a client
 * that pipelines gets its answers in order.
 */
final class Dialogue {
  /** One thing the client is owed. */
  sealed interface Turn {}

  /** A command that went to the server. */
  record Asked(Command command, Purpose purpose) implements Turn {}

  /** A reply of our own. */
  record Answered(Reply reply) implements Turn {}

  /** What becomes of the server's reply. */
  enum Purpose {
    /** The greeting, which nobody asked for. */
    GREETING,
    /** The greeting of a server that was chosen after we had greeted the client; for us alone. */
    OWN_GREETING,
    /** Passed on. */
    RELAYED,
    /** Passed on, and it may log the client in. */
    LOGIN,
    /** Passed on, and the client must log in anew if the server agrees. */
    RESTART,
    /** Passed on after being cut to what the gateway does as well. */
    FEATURES,
    /** Our own EPSV, PASV, PORT or EPRT. */
    DATA_SETUP,
    /** A question of ours, on behalf of the policy. */
    POLICY,
    /** The command that starts a transfer. */
    TRANSFER,
    /** Passed on, and then the session is over. */
    QUIT
  }

  private final ArrayDeque<Turn> turns = new ArrayDeque<>();

  void asked(Command command, Purpose purpose) {
    turns.add(new Asked(command, purpose));
  }

  void answered(Reply reply) {
    turns.add(new Answered(reply));
  }

  /** The command that the server's next reply answers. */
  @Nullable Asked awaited() {
    for (Turn turn : turns) {
      if (turn instanceof Asked asked) {
        return asked;
      }
    }
    return null;
  }

  /** The server moves data for a command of which we did not know that it would. */
  Asked becomesTransfer(Asked asked) {
    Asked transfer = new Asked(asked.command(), Purpose.TRANSFER);
    List<Turn> all = new ArrayList<>(turns);
    all.set(all.indexOf(asked), transfer);
    turns.clear();
    turns.addAll(all);
    return transfer;
  }

  /** Takes out the command at the head, which has had its final reply. */
  void done(Asked asked) {
    turns.remove(asked);
  }

  /** Takes the next reply of our own, if it's its turn. */
  Optional<Reply> ready() {
    if (turns.peek() instanceof Answered answered) {
      turns.remove();
      return Optional.of(answered.reply());
    }
    return Optional.empty();
  }

  /** The first command of this verb behind the running transfer, which may be answered before. */
  @Nullable Asked behindTransfer(String verb) {
    for (Turn turn : turns) {
      if (turn instanceof Asked asked && asked.command().verb().equals(verb)) {
        return asked;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  int size() {
    return turns.size();
  }
}
