package pasvport.doctor.explain.join;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Shown;
import pasvport.doctor.explain.Stamp;
import pasvport.doctor.explain.Words;

/** An explanation for people: the verdict first, then what is known, then the story. */
public final class ExplanationText {

  /** Data connections told at length; the newest, since a busy log has thousands. */
  public static final int MOST_STORIES = 20;

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  private static final int TIME_WIDTH = 12;

  /** Longer events are not padded: the line they stand in is the longest then. */
  private static final int WIDEST = 88;

  /** No clock that shows the time of day is as wrong: a kernel counts from its start. */
  private static final Duration NO_CLOCK = Duration.ofDays(30);

  private final ZoneId zone;

  /**
   * @param zone in which times are shown
   */
  public ExplanationText(ZoneId zone) {
    this.zone = zone;
  }

  /** The whole explanation, line by line. */
  public List<String> lines(Explanation explanation) {
    var stories = explanation.stories();
    var lines = new ArrayList<String>();
    lines.add(summary(stories));
    var left = Math.max(0, stories.size() - MOST_STORIES);
    if (left > 0) {
      lines.add("The newest %d are told; --client or --since narrows it.".formatted(MOST_STORIES));
    }
    stories.stream()
        .skip(left)
        .forEach(story -> {
          lines.add("");
          lines.addAll(lines(story));
        });
    var clocks = explanation.clocks().stream().flatMap(clock -> words(clock, explanation)).toList();
    if (!clocks.isEmpty()) {
      lines.add("");
      lines.addAll(clocks);
    }
    return lines;
  }

  private static String summary(List<Story> stories) {
    if (stories.isEmpty()) {
      return "No data connection was found in these logs.";
    }
    var failed = stories.stream().filter(story -> !story.verdict().outcome().isFine()).count();
    var all = stories.size() == 1 ? "One data connection" : stories.size() + " data connections";
    if (failed == 0) {
      return all + ", none failed.";
    }
    return stories.size() == 1
        ? "One data connection, and it failed."
        : "%s, %d failed.".formatted(all, failed);
  }

  /** One story, line by line. */
  public List<String> lines(Story story) {
    var lines = new ArrayList<String>();
    var verdict = story.verdict();
    lines.add(
        "%s (%s): %s"
            .formatted(
                verdict.outcome().toString().toUpperCase(Locale.ROOT),
                verdict.certainty(),
                head(story)));
    verdict.sentences().forEach(sentence -> lines.add("  " + Shown.text(sentence)));
    var told = Told.of(story.entries());
    var width =
        Math.min(WIDEST, told.stream().mapToInt(one -> one.words().length()).max().orElse(0));
    told.forEach(one -> lines.add(line(one, width)));
    verdict.advice().forEach(advice -> lines.add("  → " + advice));
    return lines;
  }

  /** One event as it comes. */
  public String line(Entry entry) {
    return "%s  %s  %s"
        .formatted(
            padded(time(entry.stamp()), TIME_WIDTH),
            Words.of(entry.event()),
            Shown.text(entry.origin().brief()));
  }

  private String head(Story story) {
    return Shown.text(
        String.join(
            ", ",
            Stream.of(
                    story.client().endpoint().toString(),
                    story.request(),
                    story.mode().toString()
                        + (story.target().isEmpty() ? "" : " to " + story.target()),
                    LocalDate.ofInstant(story.entries().getLast().stamp().at(), zone).toString())
                .filter(part -> !part.isEmpty())
                .toList()));
  }

  private String line(Told told, int width) {
    return "    %s  %s  %s%s"
        .formatted(
            padded(time(told.first().stamp()), TIME_WIDTH),
            padded(told.words(), width),
            Shown.text(told.first().origin().brief()),
            told.count() == 1
                ? ""
                : " (%d times, until %s)".formatted(told.count(), time(told.last().stamp())));
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private String time(Stamp stamp) {
    var fine = stamp.precision().compareTo(Duration.ofSeconds(1)) < 0;
    return (fine ? MILLIS : SECONDS).format(stamp.at().atZone(zone));
  }

  private static Stream<String> words(Clock clock, Explanation explanation) {
    if (clock.agrees()) {
      return Stream.empty();
    }
    var reference = Shown.text(name(explanation.clocks().getFirst()));
    if (clock.behind().abs().compareTo(NO_CLOCK) > 0) {
      return Stream.of(
          "Clocks: %s counts from a time of its own; its times were set by %d events that %s has too."
              .formatted(Shown.text(name(clock)), clock.witnesses(), reference));
    }
    return Stream.of(
        "Clocks: %1$s is %2$s %3$s %4$s, by %5$d events that both have; times above are by %4$s."
            .formatted(
                Shown.text(name(clock)),
                amount(clock.behind().abs()),
                clock.behind().isNegative() ? "ahead of" : "behind",
                reference,
                clock.witnesses()));
  }

  private static String name(Clock clock) {
    return clock.source().substring(clock.source().lastIndexOf('/') + 1);
  }

  private static String amount(Duration duration) {
    return "%d:%02d:%02d"
        .formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
  }
}
