package pasvport.doctor.vantage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import pasvport.doctor.fact.Line;
import pasvport.doctor.report.ReportJson;

/**
 * Something that takes a while, and what has been said of it so far. May be asked by any thread.
 */
public final class Job {
  /** A test says some hundred; a hostile server does not make it a million. */
  private static final int MOST_LINES = 5_000;

  /** What it does; it says each step, and its result is JSON. */
  @FunctionalInterface
  interface Work {
    Map<String, Object> run(Consumer<Line> reader);
  }

  enum State {
    WAITING,
    RUNNING,
    DONE,
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String id;
  private final Token owner;
  private final List<Line> lines = new ArrayList<>();
  private State state = State.WAITING;
  private Optional<Map<String, Object>> result = Optional.empty();
  private Optional<Instant> ended = Optional.empty();

  Job(String id, Token owner) {
    this.id = id;
    this.owner = owner;
  }

  public String id() {
    return id;
  }

  Token owner() {
    return owner;
  }

  synchronized Optional<Instant> ended() {
    return ended;
  }

  synchronized void begin() {
    state = State.RUNNING;
    notifyAll();
  }

  synchronized void say(Line line) {
    if (lines.size() < MOST_LINES) {
      lines.add(line);
      notifyAll();
    }
  }

  synchronized void end(Optional<Map<String, Object>> outcome, Instant now) {
    result = outcome;
    state = outcome.isPresent() ? State.DONE : State.FAILED;
    ended = Optional.of(now);
    notifyAll();
  }

  /**
   * Waits until there are lines after the first so many, or it has ended, or the time is over.
   *
   * @return as JSON: {@code state}, {@code lines} after the first so many, {@code next} to ask for,
   *     and the {@code result} once it is there
   */
  public synchronized Map<String, Object> after(int known, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (ended.isEmpty() && lines.size() <= known && end - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
    int from = Math.clamp(known, 0, lines.size());
    var told = new LinkedHashMap<String, Object>();
    told.put("id", id);
    told.put("state", state.toString());
    told.put("next", lines.size());
    told.put("lines", lines.subList(from, lines.size()).stream().map(ReportJson::line).toList());
    result.ifPresent(outcome -> told.put("result", outcome));
    return told;
  }
}
