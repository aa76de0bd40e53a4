package pasvport.doctor.explain.format;

import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Endpoint;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.Left;
import pasvport.doctor.explain.Event.LoggedIn;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Peer;

/** pyftpdlib's log (log.py, handlers.py): {@code [I date time] address:port-[user] text}. */
final class Pyftpdlib implements Format {

  private static final Pattern LINE =
      Pattern.compile(
          "\\[[DIWE] (\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)\\] (\\S{3,64})-\\[(.{0,128}?)\\]"
              + " (.*)");

  /** The server's own lines, without a client. */
  private static final Pattern OWN =
      Pattern.compile("\\[[DIWE] \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\] .*");

  private static final Pattern TRANSFERRED =
      Pattern.compile(
          "(RETR|STOR|APPE|STOU) (.*) completed=([01]) bytes=(\\d{1,18}) seconds=[\\d.]+");

  @Override
  public LogFormat format() {
    return LogFormat.PYFTPDLIB;
  }

  @Override
  public Reading read(Line line) {
    var found = line.text().startsWith("[") ? LINE.matcher(line.text()) : null;
    if (found == null || !found.matches()) {
      return line.text().startsWith("[") && OWN.matcher(line.text()).matches()
          ? Reading.QUIET
          : Reading.FOREIGN;
    }
    var stamp = line.times().iso(found.group(1));
    if (stamp.isEmpty()) {
      return Reading.FOREIGN;
    }
    return Addresses.withColon(found.group(2))
        .or(() -> bare(found.group(2)))
        .flatMap(client -> event(peer(client), found.group(3), found.group(4)))
        .<Reading>map(event -> new Reading.Told(stamp.get(), event))
        .orElse(Reading.QUIET);
  }

  /** IPv6 stands there without brackets. */
  private static Optional<Endpoint> bare(String text) {
    var colon = text.lastIndexOf(':');
    return Addresses.endpoint(text.substring(0, Math.max(colon, 0)), text.substring(colon + 1));
  }

  private static Peer peer(Endpoint client) {
    return new Peer(client.address(), client.port(), client.toString());
  }

  private static Optional<Event> event(Peer peer, String user, String text) {
    if (text.startsWith("FTP session opened")) {
      return Optional.of(new Connected(peer));
    }
    if (text.startsWith("FTP session closed")) {
      return Optional.of(new Left(peer));
    }
    if (text.startsWith("USER ") && text.endsWith(" logged in.")) {
      return Optional.of(new LoggedIn(peer, user, true));
    }
    if (text.startsWith("USER ") && text.contains("failed login")) {
      return Optional.of(new LoggedIn(peer, user, false));
    }
    if (text.startsWith("<- ")) {
      return Optional.of(Spoken.command(peer, text.substring(3)));
    }
    if (text.startsWith("-> ")) {
      return Optional.of(Spoken.reply(peer, text.substring(3)));
    }
    var transferred = TRANSFERRED.matcher(text);
    if (transferred.matches()) {
      return Optional.of(
          new Transferred(
              peer,
              transferred.group(1),
              transferred.group(2),
              0,
              Numbers.of(transferred.group(4)),
              transferred.group(3).equals("1")));
    }
    return Remarks.in(text).map(remark -> new Remarked(peer, remark, text));
  }
}
