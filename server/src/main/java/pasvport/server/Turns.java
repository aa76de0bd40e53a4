package pasvport.server;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;
import org.jspecify.annotations.Nullable;

/**
 * What gives each session its turn: a session's commands run one after another, on a thread that it
 * has while there are some. (MINA's own ordered executor starts no second thread when two sessions
 * become busy at the same moment, so one would wait until the other's transfer is over.)
 *
 * <p>Two things do not wait for their turn: an ABOR and the end of the control connection. At
 * either the data connection is cut, so that the transfer that has the turn ends.
 */
final class Turns extends IoFilterAdapter {

  // More commands than any client sends ahead; beyond them the session is not read, so that what
  // waits stays bounded.
  private static final int WAITING = 64;

  private static final String KEY = Turns.class.getName();

  private final ExecutorService threads;

  Turns(ExecutorService threads) {
    this.threads = threads;
  }

  @Override
  public void messageReceived(NextFilter next, IoSession session, Object message) {
    var talk = Conversation.of(session);
    if (talk != null && message instanceof Line line && line.getCommand().equals("ABOR")) {
      talk.data().abortComes();
    }
    queue(session).add(() -> next.messageReceived(session, message));
  }

  @Override
  public void sessionClosed(NextFilter next, IoSession session) {
    var talk = Conversation.of(session);
    if (talk != null) {
      talk.data().end();
    }
    queue(session).add(() -> next.sessionClosed(session));
  }

  // All events of a session come from the one thread that reads it.
  private SessionQueue queue(IoSession session) {
    var queue = (SessionQueue) session.getAttribute(KEY);
    if (queue == null) {
      queue = new SessionQueue(session);
      session.setAttribute(KEY, queue);
    }
    return queue;
  }

  private final class SessionQueue implements Runnable {
    private final IoSession session;
    private final Queue<Runnable> events = new ArrayDeque<>();
    private boolean running;
    private boolean paused;

    SessionQueue(IoSession session) {
      this.session = session;
    }

    synchronized void add(Runnable event) {
      events.add(event);
      if (events.size() >= WAITING && !paused) {
        paused = true;
        session.suspendRead();
      }
      if (!running) {
        running = true;
        threads.execute(this);
      }
    }

    @Override
    public void run() {
      for (var event = next(); event != null; event = next()) {
        event.run();
      }
    }

    private synchronized @Nullable Runnable next() {
      var event = events.poll();
      running = event != null;
      if (paused && events.isEmpty()) {
        paused = false;
        session.resumeRead();
      }
      return event;
    }
  }
}
