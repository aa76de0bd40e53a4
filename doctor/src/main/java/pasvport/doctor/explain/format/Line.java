package pasvport.doctor.explain.format;

import java.util.Optional;

/** A line of a log, and what is known of the log's time. Its envelope is read once for all. */
final class Line {
  private final String text;
  private final Times times;
  private final Optional<Envelope> envelope;

  Line(String text, Times times) {
    this.text = text;
    this.times = times;
    this.envelope = Envelope.of(text, times);
  }

  String text() {
    return text;
  }

  Times times() {
    return times;
  }

  /** What syslog or the like put around it; empty if nothing did. */
  Optional<Envelope> envelope() {
    return envelope;
  }
}
