package pasvport.doctor.explain.join;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.LoggedIn;
import pasvport.doctor.explain.Event.OfServer;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Peer;

/**
 * Entries of servers parted into control connections. Lines that name their session go to it; lines
 * that do not, to the latest one of the same client.
 */
final class Sessions {

  /** A process id that is silent for so long has been given to another session. */
  private static final Duration REUSED = Duration.ofHours(4);

  private record Key(LogFormat format, InetAddress client, String session) {}

  /** A session that grows. */
  private static final class Growing {
    final List<Entry> entries = new ArrayList<>();
    Peer client;
    boolean named;

    Growing(Peer client) {
      this.client = client;
    }

    Duration silence(Entry next) {
      return Duration.between(entries.getLast().stamp().at(), next.stamp().at());
    }
  }

  private final List<Growing> all = new ArrayList<>();
  private final Map<Key, Growing> byName = new HashMap<>();
  private final Map<InetAddress, Growing> latest = new HashMap<>();

  private Sessions() {}

  /** The sessions in the order of their beginnings. */
  static List<Session> of(List<Entry> entries) {
    var sessions = new Sessions();
    entries.stream()
        // A time in whole seconds may be any moment of its second: the last keeps causes first.
        .sorted(Comparator.comparing(entry -> entry.stamp().at().plus(entry.stamp().precision())))
        .forEach(entry -> {
          if (entry.event() instanceof OfServer event) {
            sessions.add(entry, event);
          }
        });
    return sessions.all.stream()
        .map(growing -> new Session(growing.client, growing.entries))
        .toList();
  }

  private void add(Entry entry, OfServer event) {
    var session = session(entry, event);
    session.entries.add(entry);
    if (event.peer().port() != 0 && session.client.port() == 0) {
      session.client = event.peer();
    }
    if (event instanceof LoggedIn && event.peer().session().isEmpty()) {
      session.named = false; // vsftpd goes on in another process
    }
    latest.put(event.peer().address(), session);
  }

  private Growing session(Entry entry, OfServer event) {
    var peer = event.peer();
    var begins = event instanceof Connected;
    var last = latest.get(peer.address());
    if (peer.session().isEmpty()) {
      return begins || last == null || isOver(last, entry) ? begin(peer) : last;
    }
    var key = new Key(entry.format(), peer.address(), peer.session());
    var known = byName.get(key);
    if (known != null && !begins && !isOver(known, entry)) {
      return known;
    }
    // The first line with a name belongs to the connection that came without one.
    var session = begins || last == null || last.named || isOver(last, entry) ? begin(peer) : last;
    session.named = true;
    byName.put(key, session);
    return session;
  }

  private static boolean isOver(Growing session, Entry next) {
    return session.silence(next).compareTo(REUSED) > 0;
  }

  private Growing begin(Peer peer) {
    var session = new Growing(peer);
    all.add(session);
    return session;
  }
}
