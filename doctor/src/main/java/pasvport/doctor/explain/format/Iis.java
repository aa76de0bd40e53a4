package pasvport.doctor.explain.format;

import java.net.InetAddress;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.DataOpened;
import pasvport.doctor.explain.Event.Left;
import pasvport.doctor.explain.Event.Remark;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Peer;

/**
 * IIS FTP's W3C log, in UTC: one line a command, and one each for control and data channels as they
 * open and close; the substatus says what went wrong ("The FTP status codes in IIS 7.0").
 */
final class Iis implements Format {

  private final W3c head = new W3c();

  @Override
  public LogFormat format() {
    return LogFormat.IIS;
  }

  @Override
  public Reading read(Line line) {
    if (head.takes(line.text())) {
      return head.has("src-ip") ? Reading.FOREIGN : Reading.QUIET;
    }
    if (!head.has("cs-method") || !head.has("c-ip")) {
      return Reading.FOREIGN;
    }
    var universal = new Times(ZoneOffset.UTC, line.times().latest());
    return head.row(line.text())
        .flatMap(row ->
            universal
                .iso(text(row, "date") + "T" + text(row, "time") + "Z")
                .map(stamp ->
                    Addresses.address(text(row, "c-ip"))
                        .flatMap(client -> event(row, client))
                        .<Reading>map(event -> new Reading.Told(stamp, event))
                        .orElse(Reading.QUIET)))
        .orElse(Reading.FOREIGN);
  }

  private static Optional<Event> event(Map<String, String> row, InetAddress client) {
    var peer = new Peer(client, Addresses.port(text(row, "c-port")), text(row, "x-session"));
    var substatus = remark(text(row, "sc-substatus"));
    var method = text(row, "cs-method");
    return switch (method) {
      case "ControlChannelOpened" -> Optional.of(new Connected(peer));
      case "ControlChannelClosed" -> Optional.of(new Left(peer));
      case "DataChannelOpened" ->
          Optional.of(new DataOpened(peer, Addresses.port(text(row, "s-port"))));
      case "DataChannelClosed" ->
          substatus.map(
              remark -> new Remarked(peer, remark, "substatus " + text(row, "sc-substatus")));
      default ->
          Optional.of(
              substatus
                  .<Event>map(remark ->
                      new Remarked(
                          peer, remark, method + ": substatus " + text(row, "sc-substatus")))
                  .orElseGet(() ->
                      Spoken.exchange(
                          peer,
                          method + " " + text(row, "cs-uri-stem"),
                          Numbers.code(text(row, "sc-status")),
                          "")));
    };
  }

  private static Optional<Remark> remark(String substatus) {
    return switch (substatus) {
      case "15" -> Optional.of(Remark.NEVER_CAME);
      case "22", "23", "50" -> Optional.of(Remark.BROKEN_OFF);
      case "38" -> Optional.of(Remark.FOREIGN_PEER);
      default -> Optional.empty();
    };
  }

  private static String text(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }
}
