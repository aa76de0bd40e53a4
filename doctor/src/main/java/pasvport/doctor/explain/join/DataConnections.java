package pasvport.doctor.explain.join;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.DataOpened;
import pasvport.doctor.explain.Event.Left;
import pasvport.doctor.explain.Event.LoggedIn;
import pasvport.doctor.explain.Event.OfServer;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.Event.Said;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.join.DataConnection.After;

/** The data connections of a session, in order. */
final class DataConnections {

  private static final Set<String> PREPARING = Set.of("PASV", "EPSV", "PORT", "EPRT");

  private static final int GOODBYE = 221;

  private static final Announced NOTHING = new Announced(Mode.UNKNOWN, Optional.empty(), 0);

  /** A data connection that grows. */
  private static final class Growing {
    final List<Entry> entries = new ArrayList<>();
    Announced announced = NOTHING;

    /** The transfer's command was seen. */
    boolean asked;

    /** Its last word was seen. */
    boolean settled;

    /** The transfer's own line was seen. */
    boolean moved;

    /** The server has said something else of it. */
    boolean told;

    boolean isAnnounced() {
      return announced.mode() != Mode.UNKNOWN;
    }

    /** Takes the port of the server from a line that says it, if none did before. */
    void at(int port) {
      if (announced.port() == 0 && port != 0) {
        announced = new Announced(Mode.PASSIVE, announced.address(), port);
      }
    }
  }

  /** Longer than servers wait for a data connection, most of them (vsftpd 60 s). */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<Growing> all = new ArrayList<>();
  private @Nullable Growing current;

  private DataConnections() {}

  /**
   * @param now the newest time in all logs
   */
  static List<DataConnection> of(Session session, Instant now) {
    var connections = new DataConnections();
    for (var entry : session.entries()) {
      if (entry.event() instanceof OfServer event) {
        connections.add(entry, event);
      }
    }
    var told =
        connections.all.stream()
            .filter(
                growing -> growing.asked || growing.moved || growing.told || growing.isAnnounced())
            .toList();
    var last = session.entries().getLast();
    var isOver =
        last.event() instanceof Left
            || (last.event() instanceof Said said && said.code() == GOODBYE)
            || last.stamp().at().plus(PATIENCE).isBefore(now);
    return told.stream()
        .map(growing ->
            new DataConnection(
                session.client(),
                growing.announced,
                growing.entries,
                growing != told.getLast() ? After.ANOTHER : isOver ? After.END : After.OPEN))
        .toList();
  }

  private void add(Entry entry, OfServer event) {
    switch (event) {
      case Said said -> said(entry, said);
      case Transferred moved -> {
        var growing =
            current == null || (current.moved && !isKnown(moved, entry)) ? begin() : current;
        growing.moved = true;
        growing.settled |= !growing.asked;
        growing.at(moved.port());
        growing.entries.add(entry);
      }
      case Remarked remarked -> {
        // The gateway says why before it says what; a server's remark is about what was last.
        var growing = current == null || (current.settled && current.moved) ? begin() : current;
        growing.told = true;
        growing.at(remarked.port());
        growing.entries.add(entry);
      }
      case DataOpened opened -> {
        var growing = current == null || current.settled ? begin() : current;
        growing.told = true;
        growing.at(opened.port());
        growing.entries.add(entry);
      }
      case Connected _, LoggedIn _ -> current = null;
      case Left _ -> {
        // Another log may tell the end of the transfer a moment later.
      }
    }
  }

  /** Whether another log of the server has announced the same just before. */
  private boolean isKnown(Announced announced) {
    return current != null
        && current.isAnnounced()
        && !current.settled
        && current.announced.port() == announced.port()
        && announced.port() != 0;
  }

  /** Whether another log of the server has told the same transfer. */
  private boolean isKnown(Transferred moved, Entry entry) {
    return current != null
        && current.entries.stream()
            .anyMatch(known ->
                known.event() instanceof Transferred other
                    && !known.origin().source().equals(entry.origin().source())
                    && other.verb().equals(moved.verb())
                    && name(other.path()).equals(name(moved.path())));
  }

  /** Some logs have the path as the client wrote it, others as it is on the disk. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private void said(Entry entry, Said said) {
    if (PREPARING.contains(said.verb()) && Announced.in(said).filter(this::isKnown).isEmpty()) {
      var growing = begin();
      growing.entries.add(entry);
    }
    var announced = Announced.in(said);
    if (announced.isPresent() && isKnown(announced.get())) {
      return;
    }
    if (announced.isPresent()) {
      // A reply to the command just seen, or the first that the log has of it.
      var growing = current == null || current.isAnnounced() ? begin() : current;
      growing.announced = announced.get();
      if (!growing.entries.contains(entry)) {
        growing.entries.add(entry);
      }
      growing.settled = said.code() >= 400;
      return;
    }
    if (DataConnection.VERBS.contains(said.verb())) {
      var growing = current == null || current.asked ? begin() : current;
      growing.asked = true;
      growing.entries.add(entry);
      growing.settled = said.code() >= 200;
    } else if (said.verb().isEmpty()) {
      answered(entry, said);
    }
  }

  /** A reply without its command belongs to what was last asked and is not answered yet. */
  private void answered(Entry entry, Said said) {
    if (current == null || current.settled || said.code() == 0) {
      return;
    }
    var accepted = said.code() == 200 && current.announced.mode() == Mode.ACTIVE;
    if (current.asked || said.code() >= 400 || accepted) {
      current.entries.add(entry);
      current.settled = current.asked ? said.code() >= 200 : said.code() >= 400;
      // PASV itself was refused.
      current.asked |= said.code() >= 400;
    }
  }

  private Growing begin() {
    var growing = new Growing();
    all.add(growing);
    current = growing;
    return growing;
  }
}
