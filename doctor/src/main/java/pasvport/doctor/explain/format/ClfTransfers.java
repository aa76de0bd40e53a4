package pasvport.doctor.explain.format;

import java.util.regex.Pattern;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Peer;

/**
 * The common log format of web servers, as FTP servers write it: ProFTPD's ExtendedLog with one
 * line a command (and the reply's text where LogFormat has {@code %S}), Pure-FTPd's {@code clf}
 * with one line a transfer, {@code GET} or {@code PUT}.
 */
final class ClfTransfers implements Format {

  private static final Pattern LINE =
      Pattern.compile(
          "(\\S+) \\S+ (\\S+) \\[([^\\]]{20,32})\\] \"(.*)\" (\\d{3}|-) (\\d{1,18}|-)(?:"
              + " \"?(.*?)\"?)?");

  @Override
  public LogFormat format() {
    return LogFormat.COMMON_LOG;
  }

  @Override
  public Reading read(Line line) {
    var found = line.text().contains("] \"") ? LINE.matcher(line.text()) : null;
    if (found == null || !found.matches()) {
      return Reading.FOREIGN;
    }
    var stamp = line.times().clf(found.group(3));
    var address = Addresses.address(found.group(1));
    if (stamp.isEmpty()) {
      return Reading.FOREIGN;
    }
    if (address.isEmpty()) {
      return Reading.QUIET; // a name, which only a resolver could turn into an address
    }
    var peer = new Peer(address.get(), 0, "");
    var text = found.group(7) == null ? "" : found.group(7);
    return new Reading.Told(
        stamp.get(), event(peer, found.group(4), found.group(5), found.group(6), text));
  }

  private static Event event(Peer peer, String request, String code, String bytes, String text) {
    if (request.startsWith("GET ") || request.startsWith("PUT ")) {
      return new Transferred(
          peer,
          request.startsWith("GET") ? "RETR" : "STOR",
          request.substring(4),
          0,
          Numbers.of(bytes),
          Numbers.code(code) < 300);
    }
    return Spoken.exchange(peer, request, Numbers.code(code), text);
  }
}
