package pasvport.doctor.explain.format;

import java.util.regex.Pattern;
import pasvport.doctor.explain.Event.Transferred;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Peer;

/**
 * wu-ftpd's transfer log (xferlog(5)), which vsftpd, ProFTPD and Pure-FTPd write too. The name may
 * have blanks, so a line is read from both ends.
 */
final class Xferlog implements Format {

  private static final Pattern LINE =
      Pattern.compile(
          "([A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}) \\d{1,9} (\\S+)"
              + " (\\d{1,18}) (.*) [ab] \\S+ ([oid]) [agr] (\\S+) \\S+ [01] \\S+ ([ci])");

  @Override
  public LogFormat format() {
    return LogFormat.XFERLOG;
  }

  @Override
  public Reading read(Line line) {
    var found = LINE.matcher(line.text());
    if (!found.matches()) {
      return Reading.FOREIGN;
    }
    var stamp = line.times().ctime(found.group(1));
    var address = Addresses.address(found.group(2));
    if (stamp.isEmpty()) {
      return Reading.FOREIGN;
    }
    if (address.isEmpty() || found.group(5).equals("d")) {
      return Reading.QUIET;
    }
    return new Reading.Told(
        stamp.get(),
        new Transferred(
            new Peer(address.get(), 0, ""),
            found.group(5).equals("o") ? "RETR" : "STOR",
            found.group(4),
            0,
            Numbers.of(found.group(3)),
            found.group(7).equals("c")));
  }
}
