package pasvport.ftp;

import java.util.Locale;

/**
 * Why bytes are not FTP: every reason for which this language refuses a line, a reply or an
 * address.
 */
public enum Malformed {
  LINE_TOO_LONG("The line is longer than allowed; use a shorter path or raise the limit on lines."),
  NUL_IN_LINE(
      "The line holds a NUL byte; no command or reply may (RFC 959 section 5.3, RFC 2640 section 3.1)."),
  BARE_CR(
      "The line holds a carriage return that is followed neither by LF nor by NUL; end lines with CR LF."),
  BARE_LF("The line holds a line feed without a carriage return before it; end lines with CR LF."),
  EMPTY_LINE("The line is empty; a command or a reply was expected."),
  NOT_A_VERB(
      "The line does not begin with an FTP command: letters, then digits or letters, then one space."),
  TOO_MUCH_TELNET("Too much Telnet negotiation between two commands; a client needs none."),
  NOT_A_REPLY(
      "The line is not an FTP reply: three digits from 100 to 599, then a space or a hyphen."),
  PROTECTED_REPLY("The reply is protected as in RFC 2228 (6yz), which was never agreed."),
  REPLY_TOO_LONG(
      "The reply is longer than allowed in all its lines; raise the limit on replies if it is genuine."),
  NOT_AN_ADDRESS("The argument is not an address and port in the form that the command asks for."),
  PORT_OUT_OF_RANGE("The port is not between 1 and 65535."),
  UNSUPPORTED_FAMILY("The network protocol is neither 1 (IPv4) nor 2 (IPv6); use one of these.");

  private final String reason;
  private final String sentence;

  Malformed(String sentence) {
    this.reason = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.sentence = sentence;
  }

  /** The stable name for logs and counters, such as {@code line-too-long}. */
  public String reason() {
    return reason;
  }

  /** What is wrong and what to do, for people. */
  public String sentence() {
    return sentence;
  }
}
