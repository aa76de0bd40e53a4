package pasvport.doctor.explain.format;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.Left;
import pasvport.doctor.explain.Event.Remark;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Peer;
import pasvport.doctor.explain.Stamp;
import pasvport.doctor.explain.Stamp.Base;

/** The gateway's own log, as text and as JSON: its sessions, transfers and refusals. */
final class Pasvport implements Format {

  private static final Pattern TEXT =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\dT\\S{12,24}) [A-Z]{4,5} +(transfer|session|refused) (.*)");

  private static final Pattern PAIR = Pattern.compile("([a-z][a-z-]{0,31})=\"([^\"]*)\"");

  private static final long MILLIS = 1000;

  /** Reasons of refusals that are about a data connection (Refusal of the gateway). */
  private static final Map<String, Remark> REASONS =
      Map.of(
          "no-data-connection", Remark.NEVER_CAME,
          "client-data-unreachable", Remark.CANNOT_CONNECT,
          "passive-queue-full", Remark.RANGE_EXHAUSTED,
          "passive-queue-timeout", Remark.RANGE_EXHAUSTED,
          "data-not-resumed", Remark.NO_SESSION_REUSE,
          "foreign-data-address", Remark.PORT_REFUSED,
          "stalled", Remark.BROKEN_OFF,
          "client-data-lost", Remark.BROKEN_OFF);

  @Override
  public LogFormat format() {
    return LogFormat.PASVPORT;
  }

  @Override
  public Reading read(Line line) {
    var text = TEXT.matcher(line.text());
    if (text.matches()) {
      return line.times()
          .iso(text.group(1))
          .map(stamp -> read(stamp, text.group(2), pairs(text.group(3))))
          .orElse(Reading.FOREIGN);
    }
    var values = JsonLine.values(line.text());
    if (values.isEmpty() || !text(values.get(), "loggerName").startsWith("pasvport.")) {
      return Reading.FOREIGN;
    }
    return milliseconds(text(values.get(), "timestamp"))
        .map(stamp -> read(stamp, text(values.get(), "message"), values.get()))
        .orElse(Reading.FOREIGN);
  }

  private static Optional<Stamp> milliseconds(String text) {
    var number = Numbers.of(text);
    return number < 0
        ? Optional.empty()
        : Times.seconds("%d.%03d".formatted(number / MILLIS, number % MILLIS), Base.ZONED);
  }

  private static Map<String, String> pairs(String text) {
    var pairs = new HashMap<String, String>();
    PAIR.matcher(text).results().forEach(pair -> pairs.putIfAbsent(pair.group(1), pair.group(2)));
    return pairs;
  }

  private static Reading read(Stamp stamp, String event, Map<String, String> values) {
    return Addresses.address(text(values, "client"))
        .map(client -> new Peer(client, 0, text(values, "session")))
        .flatMap(peer -> event(event, peer, values))
        .<Reading>map(told -> new Reading.Told(stamp, told))
        .orElse(Reading.QUIET);
  }

  private static Optional<Event> event(String event, Peer peer, Map<String, String> values) {
    return switch (event) {
      case "transfer" ->
          Optional.of(
              new Transferred(
                  peer,
                  text(values, "verb"),
                  text(values, "path"),
                  Addresses.port(text(values, "port")),
                  Numbers.of(text(values, "bytes")),
                  text(values, "result").startsWith("2")));
      case "session" -> Optional.of(new Left(peer));
      case "refused" ->
          Optional.ofNullable(REASONS.get(text(values, "reason")))
              .map(remark -> new Remarked(peer, remark, text(values, "reason")));
      default -> Optional.empty();
    };
  }

  private static String text(Map<String, String> values, String name) {
    return values.getOrDefault(name, "");
  }
}
