package pasvport.doctor.explain.format;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Endpoint;
import pasvport.doctor.explain.Event.Fate;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Segment;
import pasvport.doctor.explain.Flow;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Rule;
import pasvport.doctor.explain.Stamp;
import pasvport.doctor.explain.Stamp.Base;

/**
 * pf's packets as {@code tcpdump -n -e -i pflog0} shows them, with any of its five kinds of time.
 */
final class Pflog implements Format {

  private static final Pattern PACKET =
      Pattern.compile(
          "(?<time>.{0,40}?)rule (?<rule>\\S{1,64}?)/\\S* ?(?:\\[[^\\]]*\\])?:?"
              + " ?(?<action>\\w+) (?:in|out) on \\S+: (?:\\([^)]*\\) )?(?:IP6? )?"
              + "(?<from>[0-9A-Fa-f.:]+) > (?<to>[0-9A-Fa-f.:]+): (?<rest>.*)");

  private static final Pattern FLAGS = Pattern.compile("Flags \\[([^\\]]*)\\].*|([SRFPW.]+) .*");

  private static final String NO_PROTOCOL_WITH_FLAGS = "";

  /** How far the first of the relative times is from 1970 does not matter. */
  private Instant sum = Instant.EPOCH;

  @Override
  public LogFormat format() {
    return LogFormat.PFLOG;
  }

  @Override
  public Reading read(Line line) {
    var packet = line.text().contains(" on ") ? PACKET.matcher(line.text()) : null;
    if (packet == null || !packet.matches()) {
      return Reading.FOREIGN;
    }
    var stamp = stamp(packet.group("time"), line.times());
    if (stamp.isEmpty()) {
      return Reading.FOREIGN;
    }
    var flags = FLAGS.matcher(packet.group("rest"));
    var letters =
        flags.matches()
            ? Optional.ofNullable(flags.group(1)).orElseGet(() -> flags.group(2))
            : NO_PROTOCOL_WITH_FLAGS;
    var from = endpoint(packet.group("from"));
    var to = endpoint(packet.group("to"));
    if (letters.isEmpty() || from.isEmpty() || to.isEmpty()) {
      return Reading.QUIET;
    }
    var flow = new Flow(from.get(), to.get());
    return new Reading.Told(
        stamp.get(),
        new Packet(
            flow,
            flow,
            segment(letters),
            fate(packet.group("action")),
            new Rule(Rule.Kind.NUMBER, packet.group("rule"))));
  }

  private static Fate fate(String action) {
    return action.equals("rdr") || action.equals("nat") ? Fate.UNSAID : Fates.of(action);
  }

  private static Segment segment(String letters) {
    return Segments.ofLetters(letters);
  }

  /** The port stands behind the last dot, in IPv6 too. */
  private static Optional<Endpoint> endpoint(String text) {
    var dot = text.lastIndexOf('.');
    return dot < 0
        ? Optional.empty()
        : Addresses.endpoint(text.substring(0, dot), text.substring(dot + 1));
  }

  private Optional<Stamp> stamp(String written, Times times) {
    var text = written.strip();
    if (written.startsWith(" ") && text.indexOf(':') > 0) {
      return since(text); // -ttt begins with a blank, or a sign
    }
    if (text.indexOf('-') > 0) {
      return times.iso(text);
    }
    return text.indexOf(':') > 0 ? times.dateless(text) : Times.seconds(text, Base.ZONED);
  }

  private Optional<Stamp> since(String text) {
    try {
      sum = sum.plusNanos(LocalTime.parse(text).toNanoOfDay());
      return Optional.of(new Stamp(sum, Duration.ofNanos(1000), Base.UNKNOWN));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
