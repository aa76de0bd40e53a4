package pasvport.doctor.explain.live;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Event.Said;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.Journal;
import pasvport.doctor.explain.Origin;
import pasvport.doctor.explain.format.LogReader;
import pasvport.doctor.explain.join.Explainer;
import pasvport.doctor.explain.join.Outcome;
import pasvport.doctor.explain.join.Rules;
import pasvport.doctor.explain.join.Story;
import pasvport.site.HostText;

/**
 * One client's connections followed on this host: nftables' trace, conntrack's events and
 * expectations, and the logs that are given. Each event is told when it comes, each story when its
 * end is known.
 */
public final class Follow implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  /** A burst of a second at the rate at which conntrack can tell; then the programs wait. */
  private static final int MOST_WAITING = 10_000;

  private final InetAddress client;
  private final Clock clock;
  private final List<Tail> tails = new ArrayList<>();
  private final List<AutoCloseable> running = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final BlockingQueue<Entry> entries = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Map<Origin, Outcome> told = new HashMap<>();
  private volatile boolean closed;

  private Follow(InetAddress client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Begins; what this host does not have is said by {@link #missing}. */
  public static Follow start(InetAddress client, List<Path> logs, Clock clock) {
    var follow = new Follow(client, clock);
    logs.forEach(log -> follow.tails.add(new Tail(log, follow.lines(log.toString()))));
    follow.begin("nft", () -> Trace.of(client, follow.lines("nft monitor trace")));
    var address = HostText.written(client);
    for (var side : List.of("--orig-src", "--orig-dst")) {
      follow.begin(
          "conntrack",
          () ->
              Program.start(
                  List.of("conntrack", "-E", "-p", "tcp", side, address, "-o", "timestamp"),
                  follow.lines("conntrack -E")));
    }
    follow.begin(
        "conntrack",
        () ->
            Program.start(
                List.of("conntrack", "-E", "expect"), follow.lines("conntrack -E expect")));
    return follow;
  }

  private interface Start {
    AutoCloseable begin() throws IOException;
  }

  private void begin(String program, Start start) {
    try {
      running.add(start.begin());
    } catch (IOException e) {
      if (!missing.contains(program)) {
        missing.add(program);
      }
    }
  }

  private Consumer<String> lines(String source) {
    var reader = new LogReader(source, this::put);
    return line -> reader.line(line, clock.getZone(), clock.instant());
  }

  private void put(Entry entry) {
    try {
      entries.put(entry);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The programs that are not installed here, without which less is seen. */
  public List<String> missing() {
    return List.copyOf(missing);
  }

  /**
   * Follows until {@link #close}.
   *
   * @param events takes each event as it comes
   * @param stories takes each data connection when its outcome is known, and again if it changes
   */
  public void run(Rules rules, Consumer<Entry> events, Consumer<Story> stories)
      throws InterruptedException {
    var journal = Journal.of(client, Instant.MIN);
    var explainer = new Explainer(rules, Instant.MIN);
    while (!closed) {
      tails.forEach(Tail::poll);
      var entry = entries.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
      if (entry == null) {
        continue;
      }
      while (entry != null) {
        if (journal.keeps(entry)) {
          events.accept(entry);
        }
        entry = entries.poll();
      }
      explainer.explain(journal.ofServers(), journal.ofFirewalls()).stories().stream()
          .filter(this::isNews)
          .forEach(stories);
    }
  }

  private boolean isNews(Story story) {
    var outcome = story.verdict().outcome();
    if (outcome == Outcome.UNDER_WAY || outcome == Outcome.UNUSED) {
      return false;
    }
    return told.put(beginning(story), outcome) != outcome;
  }

  /** The first line that is of the data connection alone. */
  private static Origin beginning(Story story) {
    return story.entries().stream()
        .filter(entry -> entry.event() instanceof Said || entry.event() instanceof Transferred)
        .findFirst()
        .orElseGet(story.entries()::getFirst)
        .origin();
  }

  /** Ends all that was begun, and takes our rules away. */
  @Override
  public void close() {
    closed = true;
    for (var one : running) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
