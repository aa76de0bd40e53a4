package pasvport.doctor.explain;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import pasvport.doctor.explain.Event.Ended;
import pasvport.doctor.explain.Event.Expected;
import pasvport.doctor.explain.Event.OfFirewall;
import pasvport.doctor.explain.Event.OfServer;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Segment;

/**
 * What is kept of the logs while they are read: the newest entries that can matter, whatever the
 * size of the files. Servers' logs should come first, since their clients decide which of the
 * firewalls' entries matter.
 */
public final class Journal implements Consumer<Entry> {

  /** Entries kept of each side: a few hundred bytes each, so some ten MiB; a busy server's day. */
  public static final int MOST = 50_000;

  /** Clients whose packets are told from others; beyond that all packets are kept. */
  private static final int MOST_CLIENTS = 10_000;

  /** Before clocks are aligned, a time may be wrong by the largest difference between two zones. */
  private static final Duration ZONES = Duration.ofHours(26);

  private final Predicate<InetAddress> client;
  private final Instant since;
  private final Deque<Entry> servers = new ArrayDeque<>();
  private final Deque<Entry> firewalls = new ArrayDeque<>();
  private final Set<InetAddress> clients = new HashSet<>();
  private long forgotten;

  private Journal(Predicate<InetAddress> client, Instant since) {
    this.client = client;
    this.since = since;
  }

  /** Keeps what concerns every client. */
  public static Journal ofAll(Instant since) {
    return new Journal(_ -> true, since);
  }

  /** Keeps what concerns one client. */
  public static Journal of(InetAddress client, Instant since) {
    return new Journal(client::equals, since);
  }

  @Override
  public void accept(Entry entry) {
    keeps(entry);
  }

  /** Takes an entry, and says whether it can matter. */
  public boolean keeps(Entry entry) {
    if (entry.stamp().base() != Stamp.Base.UNKNOWN
        && entry.stamp().at().isBefore(since.equals(Instant.MIN) ? since : since.minus(ZONES))) {
      return false;
    }
    return switch (entry.event()) {
      case OfServer event -> {
        if (!client.test(event.peer().address())) {
          yield false;
        }
        if (clients.size() <= MOST_CLIENTS) {
          clients.add(event.peer().address());
        }
        yield keep(servers, entry);
      }
      case OfFirewall event -> matters(event) && concerns(event) && keep(firewalls, entry);
    };
  }

  /** Packets in the middle of a connection that nobody refused tell nothing. */
  private static boolean matters(OfFirewall event) {
    return switch (event) {
      case Packet packet ->
          packet.segment() == Segment.SYN
              || packet.segment() == Segment.RST
              || packet.fate().isRefusal();
      case Ended _, Expected _ -> true;
    };
  }

  private boolean concerns(OfFirewall event) {
    return ends(event).stream()
        .anyMatch(address ->
            client.test(address)
                && (clients.isEmpty()
                    || clients.size() > MOST_CLIENTS
                    || clients.contains(address)));
  }

  private static List<InetAddress> ends(OfFirewall event) {
    return List.of(
        event.flow().from().address(),
        event.flow().to().address(),
        event.translated().from().address(),
        event.translated().to().address());
  }

  private boolean keep(Deque<Entry> entries, Entry entry) {
    entries.addLast(entry);
    if (entries.size() > MOST) {
      entries.removeFirst();
      forgotten++;
    }
    return true;
  }

  public List<Entry> ofServers() {
    return List.copyOf(servers);
  }

  public List<Entry> ofFirewalls() {
    return List.copyOf(firewalls);
  }

  /** What a reader should know, if there was more than is kept. */
  public Optional<String> complaint() {
    return forgotten == 0
        ? Optional.empty()
        : Optional.of(
            "%d older entries were left out: %d of each side are kept. Narrow it with --client or"
                    .formatted(forgotten, MOST)
                + " --since.");
  }
}
