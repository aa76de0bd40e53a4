package pasvport.doctor.explain.format;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Endpoint;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.LoggedIn;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Peer;

/** SFTPGo's log: JSON lines with {@code sender} and {@code message} (its docs, "Logs"). */
final class Sftpgo implements Format {

  private static final Pattern LISTENER = Pattern.compile("accept tcp\\d? \\S+:(\\d{1,5}): ");

  @Override
  public LogFormat format() {
    return LogFormat.SFTPGO;
  }

  @Override
  public Reading read(Line line) {
    var values = JsonLine.values(line.text());
    if (values.isEmpty() || !values.get().containsKey("sender")) {
      return Reading.FOREIGN;
    }
    var row = values.get();
    var stamp = line.times().iso(text(row, "time"));
    if (stamp.isEmpty()) {
      return Reading.FOREIGN;
    }
    return client(row)
        .flatMap(client ->
            event(row, new Peer(client.address(), client.port(), text(row, "connection_id"))))
        .<Reading>map(event -> new Reading.Told(stamp.get(), event))
        .orElse(Reading.QUIET);
  }

  /** With the port or without, under one of three names. */
  private static Optional<Endpoint> client(Map<String, String> row) {
    for (var name : new String[] {"remote_addr", "ip", "client_ip"}) {
      var text = text(row, name);
      var found =
          Addresses.withColon(text)
              .or(() -> Addresses.address(text).map(address -> new Endpoint(address, 0)));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Event> event(Map<String, String> row, Peer peer) {
    var message = text(row, "message") + " " + text(row, "error");
    return switch (text(row, "sender")) {
      case "Download" -> transferred(row, peer, "RETR");
      case "Upload" -> transferred(row, peer, "STOR");
      case "login" -> Optional.of(new LoggedIn(peer, text(row, "username"), true));
      case "connection_failed" -> Optional.of(new LoggedIn(peer, text(row, "username"), false));
      default ->
          message.startsWith("client connected")
              ? Optional.of(new Connected(peer))
              : Remarks.in(message)
                  .map(remark -> new Remarked(peer, remark, port(message), message.strip()));
    };
  }

  /** Go names the listener that timed out. */
  private static int port(String message) {
    var found = LISTENER.matcher(message);
    return found.find() ? Addresses.port(found.group(1)) : 0;
  }

  private static Optional<Event> transferred(Map<String, String> row, Peer peer, String verb) {
    var bytes = Numbers.of(text(row, "size_bytes"));
    return text(row, "protocol").equals("FTP")
        ? Optional.of(
            new Transferred(
                peer, verb, text(row, "file_path"), 0, bytes, text(row, "error").isEmpty()))
        : Optional.empty();
  }

  private static String text(Map<String, String> row, String name) {
    return row.getOrDefault(name, "");
  }
}
