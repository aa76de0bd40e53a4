package pasvport.doctor.explain.format;

import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.DataOpened;
import pasvport.doctor.explain.Event.Left;
import pasvport.doctor.explain.Event.LoggedIn;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.Event.Said;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Peer;
import pasvport.doctor.explain.Stamp;

/** ProFTPD's SystemLog and its lines in syslog (src/log.c); debug lines where they are on. */
final class Proftpd implements Format {

  private static final Pattern LINE =
      Pattern.compile(
          "(.{10,64}?) (?:\\S+ )?proftpd\\[(\\d{1,10})\\]:? \\S+"
              + " \\([^\\[]{0,256}\\[([^\\]]{1,64})\\]\\)(?::| -) (.*)");

  private static final Pattern LOGIN =
      Pattern.compile("(?:USER (\\S+?)|ANON (\\S+?))(?:: Login successful| \\(Login failed\\)).*");

  private static final Pattern COMMAND = Pattern.compile("dispatching CMD command '(.*)' to .*");

  private static final Pattern REPLY =
      Pattern.compile("(?:sending response|response to client): '?(\\d{3}[ -].*?)'?");

  private static final Pattern PASSIVE =
      Pattern.compile("Entering (Extended )?Passive Mode (\\(.*\\))\\.?");

  private static final Pattern OPENED =
      Pattern.compile("passive data connection opened - local *: *(\\S+):(\\d{1,5})");

  @Override
  public LogFormat format() {
    return LogFormat.PROFTPD;
  }

  @Override
  public Reading read(Line line) {
    var found = line.text().contains("proftpd[") ? LINE.matcher(line.text()) : null;
    if (found == null || !found.matches()) {
      return Reading.FOREIGN;
    }
    Optional<Stamp> stamp =
        line.times().iso(found.group(1)).or(() -> line.envelope().map(Envelope::stamp));
    if (stamp.isEmpty()) {
      return Reading.FOREIGN;
    }
    return Addresses.address(found.group(3))
        .flatMap(address -> event(new Peer(address, 0, found.group(2)), found.group(4)))
        .<Reading>map(event -> new Reading.Told(stamp.get(), event))
        .orElse(Reading.QUIET);
  }

  private static Optional<Event> event(Peer peer, String text) {
    if (text.startsWith("FTP session opened")) {
      return Optional.of(new Connected(peer));
    }
    if (text.startsWith("FTP session closed")) {
      return Optional.of(new Left(peer));
    }
    var login = LOGIN.matcher(text);
    if (login.matches()) {
      var user = Optional.ofNullable(login.group(1)).orElseGet(() -> login.group(2));
      return Optional.of(new LoggedIn(peer, user, text.contains("successful")));
    }
    var command = COMMAND.matcher(text);
    if (command.matches()) {
      return Optional.of(Spoken.command(peer, command.group(1)));
    }
    var reply = REPLY.matcher(text);
    if (reply.matches()) {
      return Optional.of(Spoken.reply(peer, reply.group(1)));
    }
    var passive = PASSIVE.matcher(text);
    if (passive.matches()) {
      return Optional.of(Said.reply(peer, passive.group(1) == null ? 227 : 229, passive.group(2)));
    }
    var opened = OPENED.matcher(text);
    if (opened.matches()) {
      return Optional.of(new DataOpened(peer, Addresses.port(opened.group(2))));
    }
    return Remarks.in(text).map(remark -> new Remarked(peer, remark, text));
  }
}
