package pasvport.doctor.explain.format;

import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.Left;
import pasvport.doctor.explain.Event.LoggedIn;
import pasvport.doctor.explain.Event.Remark;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Peer;

/** Pure-FTPd in syslog (ftpd.c, messages_en.h); with VerboseLog its commands and replies too. */
final class PureFtpd implements Format {

  private static final Pattern MESSAGE =
      Pattern.compile("\\((\\S{1,128})@([0-9A-Fa-f:.]{2,45})\\) \\[([A-Z]{1,16})\\] (.*)");

  private static final Pattern COMMAND = Pattern.compile("Command \\[(\\S+)\\] \\[(.*)\\]");

  private static final Pattern REPLY = Pattern.compile("\\d{3}[ -].*");

  private static final Pattern TRANSFERRED =
      Pattern.compile("(.*) (downloaded|uploaded) +\\((\\d{1,18}) bytes.*\\)");

  @Override
  public LogFormat format() {
    return LogFormat.PURE_FTPD;
  }

  @Override
  public Reading read(Line line) {
    if (!line.text().contains("pure-ftpd") || line.envelope().isEmpty()) {
      return Reading.FOREIGN;
    }
    var envelope = line.envelope().get();
    var found = MESSAGE.matcher(envelope.message());
    if (!envelope.program().equals("pure-ftpd") || !found.matches()) {
      return Reading.FOREIGN;
    }
    return Addresses.address(found.group(2))
        .flatMap(address ->
            event(new Peer(address, 0, envelope.process()), found.group(1), found.group(4)))
        .<Reading>map(event -> new Reading.Told(envelope.stamp(), event))
        .orElse(Reading.QUIET);
  }

  private static Optional<Event> event(Peer peer, String user, String text) {
    if (text.startsWith("New connection from ")) {
      return Optional.of(new Connected(peer));
    }
    if (text.endsWith(" is now logged in")) {
      return Optional.of(
          new LoggedIn(
              peer, text.substring(0, text.length() - " is now logged in".length()), true));
    }
    if (text.startsWith("Authentication failed for user")) {
      return Optional.of(new LoggedIn(peer, user, false));
    }
    if (text.startsWith("Logout")) {
      return Optional.of(new Left(peer));
    }
    if (text.startsWith("Timeout")) {
      return Optional.of(new Remarked(peer, Remark.NEVER_CAME, text));
    }
    var command = COMMAND.matcher(text);
    if (command.matches()) {
      return Optional.of(Spoken.command(peer, command.group(1) + " " + command.group(2)));
    }
    if (REPLY.matcher(text).matches()) {
      return Optional.of(Spoken.reply(peer, text));
    }
    var transferred = TRANSFERRED.matcher(text);
    if (transferred.matches()) {
      return Optional.of(
          new Transferred(
              peer,
              transferred.group(2).equals("downloaded") ? "RETR" : "STOR",
              transferred.group(1),
              0,
              Numbers.of(transferred.group(3)),
              true));
    }
    return Remarks.in(text).map(remark -> new Remarked(peer, remark, text));
  }
}
