package pasvport.doctor.explain.format;

import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Event;
import pasvport.doctor.explain.Event.Connected;
import pasvport.doctor.explain.Event.LoggedIn;
import pasvport.doctor.explain.Event.Remarked;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Peer;
import pasvport.doctor.explain.Stamp;

/**
 * vsftpd's own log (logging.c), as a file or in syslog. The process before the login is another
 * than the one behind it, so {@code CONNECT} and {@code LOGIN} name no session.
 */
final class Vsftpd implements Format {

  private static final Pattern IN_FILE =
      Pattern.compile(
          "([A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}) \\[pid"
              + " (\\d{1,10})\\] (.*)");

  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?:\\[([^\\]]{0,128})\\] )?([A-Z]+(?: [A-Za-z]+)?): Client \"([^\"]+)\"(.*)");

  private static final Pattern FTP =
      Pattern.compile(
          "(?:\\[([^\\]]{0,128})\\] )?(FTP (?:command|response)): Client \"([^\"]+)\"(.*)");

  private static final Pattern FILE =
      Pattern.compile(", \"(.*)\"(?:, (\\d{1,18}) bytes)?(?:, [\\d.]+Kbyte/sec)?");

  @Override
  public LogFormat format() {
    return LogFormat.VSFTPD;
  }

  @Override
  public Reading read(Line line) {
    if (!line.text().contains(": Client \"")) {
      return Reading.FOREIGN;
    }
    var inFile = IN_FILE.matcher(line.text());
    if (inFile.matches()) {
      return line.times()
          .ctime(inFile.group(1))
          .map(stamp -> read(stamp, inFile.group(2), inFile.group(3)))
          .orElse(Reading.FOREIGN);
    }
    return line.envelope()
        .filter(envelope -> envelope.program().endsWith("vsftpd"))
        .map(envelope -> read(envelope.stamp(), envelope.process(), envelope.message()))
        .orElse(Reading.FOREIGN);
  }

  private static Reading read(Stamp stamp, String process, String text) {
    var ftp = FTP.matcher(text);
    var found = ftp.matches() ? ftp : STATEMENT.matcher(text);
    if (!found.matches()) {
      return Reading.FOREIGN;
    }
    var user = found.group(1) == null ? "" : found.group(1);
    var rest = found.group(4);
    return Addresses.address(found.group(3))
        .flatMap(address ->
            event(
                found.group(2),
                new Peer(address, 0, process),
                new Peer(address, 0, ""),
                user,
                rest))
        .<Reading>map(event -> new Reading.Told(stamp, event))
        .orElse(Reading.QUIET);
  }

  private static Optional<Event> event(
      String what, Peer session, Peer anySession, String user, String rest) {
    return switch (what) {
      case "CONNECT" -> Optional.of(new Connected(anySession));
      case "OK LOGIN" -> Optional.of(new LoggedIn(anySession, user, true));
      case "FAIL LOGIN" -> Optional.of(new LoggedIn(anySession, user, false));
      case "OK DOWNLOAD" -> transferred(session, "RETR", rest, true);
      case "FAIL DOWNLOAD" -> transferred(session, "RETR", rest, false);
      case "OK UPLOAD" -> transferred(session, "STOR", rest, true);
      case "FAIL UPLOAD" -> transferred(session, "STOR", rest, false);
      case "FTP command" -> Optional.of(Spoken.command(session, quoted(rest)));
      case "FTP response" -> Optional.of(Spoken.reply(session, quoted(rest)));
      case "DEBUG" -> Remarks.in(rest).map(remark -> new Remarked(session, remark, quoted(rest)));
      default -> Optional.empty();
    };
  }

  private static Optional<Event> transferred(
      Peer session, String verb, String rest, boolean complete) {
    var file = FILE.matcher(rest);
    if (!file.matches()) {
      return Optional.empty();
    }
    var bytes = file.group(2) == null ? -1 : Numbers.of(file.group(2));
    return Optional.of(new Transferred(session, verb, file.group(1), 0, bytes, complete));
  }

  /** What stands in quotation marks behind the client. */
  private static String quoted(String rest) {
    var from = rest.indexOf('"');
    var to = rest.lastIndexOf('"');
    return from < to ? rest.substring(from + 1, to) : "";
  }
}
