package pasvport.doctor.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import pasvport.doctor.fact.Line;

/** What was said and done, as it happens: for a reader now, and as evidence later. */
final class Transcript {
  private final long began = System.nanoTime();
  private final Consumer<Line> reader;
  private final List<Line> lines = new ArrayList<>();

  Transcript(Consumer<Line> reader) {
    this.reader = reader;
  }

  /** Since the test began. */
  Duration now() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  synchronized void add(int session, Line.Kind kind, String text) {
    var line = new Line(session, now(), kind, text);
    lines.add(line);
    reader.accept(line);
  }

  void done(int session, String text) {
    add(session, Line.Kind.DONE, text);
  }

  synchronized List<Line> lines() {
    return List.copyOf(lines);
  }
}
