package pasvport.doctor.explain.join;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.DataOpened;
import pasvport.doctor.explain.Event.Remark;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.Event.Said;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.Peer;

/**
 * One attempt to move data, from the command that prepares it to the last word on it.
 *
 * @param announced where one side was told to connect; port 0 if no log says it
 * @param entries of the server's logs, in order, at least one
 * @param after what came behind it
 */
record DataConnection(Peer client, Announced announced, List<Entry> entries, After after) {

  /** What a session did behind a data connection. */
  enum After {
    /** It went on to another one. */
    ANOTHER,
    /** It ended, or has been silent since. */
    END,
    /** It may go on. */
    OPEN
  }

  /** The verbs that move data over a data connection (RFC 959, RFC 3659). */
  static final Set<String> VERBS = Set.of("RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD");

  private static final int FAILURES = 400;

  DataConnection {
    entries = List.copyOf(entries);
  }

  Instant begin() {
    return entries.getFirst().stamp().at();
  }

  Instant end() {
    return entries.getLast().stamp().at();
  }

  /** What was to be moved: {@code RETR name}; empty if no log says it. */
  String request() {
    return first(event ->
            switch (event) {
              case Said said when VERBS.contains(said.verb()) ->
                  Optional.of((said.verb() + " " + said.argument()).strip());
              case Transferred moved -> Optional.of((moved.verb() + " " + moved.path()).strip());
              default -> Optional.empty();
            })
        .orElse("");
  }

  /** The reply that ended it badly. */
  Optional<Said> failure() {
    return first(event ->
        event instanceof Said said && said.code() >= FAILURES
            ? Optional.of(said)
            : Optional.empty());
  }

  /** What the server said of it in words. */
  List<Remarked> remarks() {
    return entries.stream()
        .map(Entry::event)
        .flatMap(event -> event instanceof Remarked remark ? Stream.of(remark) : Stream.empty())
        .toList();
  }

  boolean hasRemark(Remark wanted) {
    return remarks().stream().anyMatch(one -> one.remark() == wanted);
  }

  boolean isDone() {
    return failure().isEmpty()
        && first(event ->
                switch (event) {
                  case Transferred moved when moved.complete() -> Optional.of(moved);
                  case Said said when said.code() == 226 || said.code() == 250 -> Optional.of(said);
                  default -> Optional.empty();
                })
            .isPresent();
  }

  boolean hasFailed() {
    return failure().isPresent()
        || !remarks().isEmpty()
        || first(event ->
                event instanceof Transferred moved && !moved.complete()
                    ? Optional.of(moved)
                    : Optional.empty())
            .isPresent();
  }

  /** Whether the server says that the data connection was there. */
  boolean wasThere() {
    return first(event ->
            switch (event) {
              case DataOpened opened -> Optional.of(opened);
              case Said said when said.code() == 150 || said.code() == 125 || said.code() == 226 ->
                  Optional.of(said);
              default -> Optional.empty();
            })
        .isPresent();
  }

  /** Whether anything but the port was asked for. */
  boolean isAsked() {
    return !request().isEmpty() || wasThere();
  }

  /** The moment of the transfer command, from which the server waits. */
  Optional<Instant> waitsFrom() {
    return entries.stream()
        .filter(entry -> entry.event() instanceof Said said && VERBS.contains(said.verb()))
        .map(entry -> entry.stamp().at())
        .findFirst();
  }

  Optional<InetAddress> announcedAddress() {
    return announced.address();
  }

  private <T> Optional<T> first(Function<Event, Optional<T>> wanted) {
    return entries.stream().map(Entry::event).map(wanted).flatMap(Optional::stream).findFirst();
  }
}
