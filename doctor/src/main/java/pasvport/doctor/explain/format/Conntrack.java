package pasvport.doctor.explain.format;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Endpoint;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.End;
import pasvport.doctor.explain.Event.Ended;
import pasvport.doctor.explain.Event.Expected;
import pasvport.doctor.explain.Event.Fate;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Segment;
import pasvport.doctor.explain.Flow;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Rule;
import pasvport.doctor.explain.Stamp;
import pasvport.doctor.explain.Stamp.Base;

/**
 * What {@code conntrack -E} and {@code conntrack -E expect} say, best with {@code -o timestamp}. A
 * connection is new here only when the whole ruleset has accepted its first packet.
 */
final class Conntrack implements Format {

  private static final String TIME = "\\s*(?:\\[(\\d{1,12}\\.\\d{1,9})\\]\\s+)?";

  private static final String TUPLE = "src=(\\S+) dst=(\\S+) sport=(\\d+) dport=(\\d+)";

  private static final Pattern CONNECTION =
      Pattern.compile(
          TIME
              + "\\[(NEW|DESTROY)\\] tcp +6 (?:\\d+ )?(?:[A-Z_0-9]+ )?"
              + TUPLE
              + " (\\[UNREPLIED\\] )?"
              + TUPLE
              + ".*");

  private static final Pattern OTHER = Pattern.compile(TIME + "\\[(UPDATE|NEW|DESTROY)\\] .*");

  private static final Pattern EXPECTATION =
      Pattern.compile(TIME + "\\[NEW\\] \\d+ proto=6 " + TUPLE + " .*helper=(\\S+).*");

  @Override
  public LogFormat format() {
    return LogFormat.CONNTRACK;
  }

  @Override
  public Reading read(Line line) {
    if (!OTHER.matcher(line.text()).matches()) {
      return Reading.FOREIGN;
    }
    var expectation = EXPECTATION.matcher(line.text());
    if (expectation.matches()) {
      return flow(expectation, 2, true)
          .flatMap(flow ->
              stamp(expectation, line.times())
                  .<Reading>map(
                      stamp -> new Reading.Told(stamp, new Expected(flow, expectation.group(6)))))
          .orElse(Reading.QUIET);
    }
    var connection = CONNECTION.matcher(line.text());
    if (!connection.matches()) {
      return Reading.QUIET;
    }
    return event(connection)
        .flatMap(event ->
            stamp(connection, line.times()).<Reading>map(stamp -> new Reading.Told(stamp, event)))
        .orElse(Reading.QUIET);
  }

  private static Optional<Event> event(Matcher found) {
    var flow = flow(found, 3, false);
    var answer = flow(found, 8, false);
    if (flow.isEmpty() || answer.isEmpty()) {
      return Optional.empty();
    }
    var behind = answer.get().reversed();
    if (found.group(2).equals("NEW")) {
      return Optional.of(new Packet(flow.get(), behind, Segment.SYN, Fate.ACCEPTED, Rule.UNNAMED));
    }
    return found.group(7) == null
        ? Optional.of(new Ended(flow.get(), behind, End.CLOSED, "gone"))
        : Optional.of(new Ended(flow.get(), behind, End.NO_HANDSHAKE, "never answered"));
  }

  /** An expectation has source port 0, which means any. */
  private static Optional<Flow> flow(Matcher found, int group, boolean anySource) {
    var to = Addresses.endpoint(found.group(group + 1), found.group(group + 3));
    var from =
        anySource
            ? Addresses.address(found.group(group)).map(address -> new Endpoint(address, 0))
            : Addresses.endpoint(found.group(group), found.group(group + 2));
    return from.flatMap(source -> to.map(target -> new Flow(source, target)));
  }

  private static Optional<Stamp> stamp(Matcher found, Times times) {
    return found.group(1) == null
        ? Optional.of(times.untimed())
        : Times.seconds(found.group(1), Base.ZONED);
  }
}
