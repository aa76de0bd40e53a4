package pasvport.doctor.explain.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Endpoint;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.End;
import pasvport.doctor.explain.Event.Ended;
import pasvport.doctor.explain.Event.Fate;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Segment;
import pasvport.doctor.explain.Flow;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Rule;

/**
 * Messages of Cisco ASA about connections, by their numbers in the ASA syslog guide. An address in
 * parentheses is the mapped one.
 */
final class CiscoAsa implements Format {

  private static final Pattern MESSAGE =
      Pattern.compile(".{0,200}?%(?:ASA|FTD|PIX)-\\d-(\\d{6}): (.*)");

  private static final String SIDE = "\\S+?:(\\S+?)/(\\d+)";
  private static final String MAPPED = " \\((\\S+?)/(\\d+)\\)";
  private static final String USER = "(?:\\([^)]*\\))?";

  private static final Pattern DENIED =
      Pattern.compile(
          "Deny tcp src "
              + SIDE
              + USER
              + " dst "
              + SIDE
              + USER
              + " by access-group \"([^\"]*)\".*");

  private static final Pattern BY_LIST =
      Pattern.compile(
          "access-list (\\S+) (denied|permitted|est-allowed) tcp \\S+/(\\S+?)\\((\\d+)\\)"
              + USER
              + " -> \\S+/(\\S+?)\\((\\d+)\\).*");

  private static final Pattern NO_CONNECTION =
      Pattern.compile(
          "(?:Inbound TCP connection denied|Deny TCP \\(no connection\\)) from (\\S+?)/(\\d+) to"
              + " (\\S+?)/(\\d+) flags (.*?) +on interface .*");

  private static final Pattern BUILT =
      Pattern.compile(
          "Built (inbound|outbound) TCP connection \\d+ for "
              + SIDE
              + MAPPED
              + USER
              + " to "
              + SIDE
              + MAPPED
              + ".*");

  private static final Pattern TORN_DOWN =
      Pattern.compile(
          "Teardown TCP connection \\d+ for "
              + SIDE
              + USER
              + " to "
              + SIDE
              + USER
              + " duration \\S+ bytes \\d+ ?(.*)");

  /** The guide's reasons; those that are not here are an ordinary end. */
  private static final Map<String, End> ENDS =
      Map.of(
          "SYN Timeout", End.NO_HANDSHAKE,
          "TCP Reset-I", End.RESET_BY_SERVER,
          "TCP Reset-O", End.RESET_BY_CLIENT,
          "Idle Timeout", End.IDLE,
          "Connection timeout", End.IDLE,
          "Flow closed by inspection", End.INSPECTION);

  @Override
  public LogFormat format() {
    return LogFormat.CISCO_ASA;
  }

  @Override
  public Reading read(Line line) {
    var message = line.text().indexOf('%') < 0 ? null : MESSAGE.matcher(line.text());
    if (message == null || !message.matches()) {
      return Reading.FOREIGN;
    }
    if (line.envelope().isEmpty()) {
      return Reading.QUIET; // a message without a time joins nothing
    }
    return event(message.group(1), message.group(2))
        .<Reading>map(event -> new Reading.Told(line.envelope().get().stamp(), event))
        .orElse(Reading.QUIET);
  }

  private static Optional<Event> event(String number, String text) {
    return switch (number) {
      case "106023" -> denied(DENIED.matcher(text));
      case "106100" -> byList(BY_LIST.matcher(text));
      case "106001", "106015" -> noConnection(NO_CONNECTION.matcher(text));
      case "302013" -> built(BUILT.matcher(text));
      case "302014" -> tornDown(TORN_DOWN.matcher(text));
      default -> Optional.empty();
    };
  }

  private static Optional<Event> denied(Matcher found) {
    if (!found.matches()) {
      return Optional.empty();
    }
    return flow(found, 1)
        .map(flow -> packet(flow, Segment.SYN, Fate.DROPPED, list(found.group(5))));
  }

  private static Optional<Event> byList(Matcher found) {
    if (!found.matches()) {
      return Optional.empty();
    }
    var fate = found.group(2).equals("denied") ? Fate.DROPPED : Fate.ACCEPTED;
    return flow(found, 3).map(flow -> packet(flow, Segment.SYN, fate, list(found.group(1))));
  }

  private static Optional<Event> noConnection(Matcher found) {
    if (!found.matches()) {
      return Optional.empty();
    }
    var flags = List.of(found.group(5).split(" +"));
    var segment =
        Segments.of(
            flags.contains("SYN"),
            flags.contains("ACK"),
            flags.contains("RST"),
            flags.contains("FIN"));
    return flow(found, 1).map(flow -> packet(flow, segment, Fate.DROPPED, Rule.UNNAMED));
  }

  /** Inbound, the first side began; outbound, the second did. */
  private static Optional<Event> built(Matcher found) {
    if (!found.matches()) {
      return Optional.empty();
    }
    var first = end(found, 2);
    var firstMapped = end(found, 4);
    var second = end(found, 6);
    var secondMapped = end(found, 8);
    if (first.isEmpty() || firstMapped.isEmpty() || second.isEmpty() || secondMapped.isEmpty()) {
      return Optional.empty();
    }
    var inbound = found.group(1).equals("inbound");
    // The outside sees the mapped address of the inside, and the other way round.
    var before =
        inbound
            ? new Flow(first.get(), secondMapped.get())
            : new Flow(second.get(), firstMapped.get());
    var behind =
        inbound
            ? new Flow(firstMapped.get(), second.get())
            : new Flow(secondMapped.get(), first.get());
    return Optional.of(new Packet(before, behind, Segment.SYN, Fate.ACCEPTED, Rule.UNNAMED));
  }

  private static Optional<Event> tornDown(Matcher found) {
    if (!found.matches()) {
      return Optional.empty();
    }
    var reason = found.group(5).strip();
    var end =
        ENDS.entrySet().stream()
            .filter(one -> reason.startsWith(one.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(End.CLOSED);
    return flow(found, 1).map(flow -> new Ended(flow, flow, end, reason));
  }

  private static Event packet(Flow flow, Segment segment, Fate fate, Rule rule) {
    return new Packet(flow, flow, segment, fate, rule);
  }

  private static Rule list(String name) {
    return new Rule(Rule.Kind.ACCESS_LIST, name);
  }

  private static Optional<Flow> flow(Matcher found, int group) {
    return end(found, group).flatMap(from -> end(found, group + 2).map(to -> new Flow(from, to)));
  }

  private static Optional<Endpoint> end(Matcher found, int group) {
    return Addresses.endpoint(found.group(group), found.group(group + 1));
  }
}
