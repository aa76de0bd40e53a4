package pasvport.server;

import java.util.Locale;
import java.util.Map;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A command line as it came. FtpServer's own request takes blanks off a path's end and the X off
 * every command that begins with one.
 */
record Line(String text, long receivedTime) implements FtpRequest {

  // RFC 775, which old clients still speak.
  private static final Map<String, String> OLD_NAMES =
      Map.of("XCUP", "CDUP", "XCWD", "CWD", "XMKD", "MKD", "XPWD", "PWD", "XRMD", "RMD");

  @Override
  public String getRequestLine() {
    return text;
  }

  @Override
  public String getCommand() {
    var space = text.indexOf(' ');
    var verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
    return OLD_NAMES.getOrDefault(verb, verb);
  }

  @Override
  public @Nullable String getArgument() {
    var space = text.indexOf(' ');
    return space < 0 || space == text.length() - 1 ? null : text.substring(space + 1);
  }

  @Override
  public boolean hasArgument() {
    return getArgument() != null;
  }

  @Override
  public long getReceivedTime() {
    return receivedTime;
  }
}
