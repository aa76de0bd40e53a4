package pasvport.gateway;

import java.util.Locale;
import java.util.Optional;
import pasvport.ftp.Malformed;
import pasvport.ftp.Reply;
import pasvport.site.Denial;

/**
 * Every reason for which the gateway turns something away. Each has a stable name, which stands in
 * the log and labels a counter, and, where a reply can still be sent, the code and the sentence of
 * that reply (RFC 959 §4.2).
 */
public enum Refusal {
  // Before a session begins.
  DENIED_NETWORK(421, "Connections from your address are not allowed here."),
  TOO_MANY_SESSIONS(421, "Too many sessions, try again later."),
  TOO_MANY_SESSIONS_FROM_ADDRESS(421, "Too many sessions from your address."),
  DRAINING(421, "Service is shutting down."),

  // A proxy in front.
  PROXY_HEADER_MISSING(421, "A PROXY protocol header must come first."),
  PROXY_HEADER_LATE(421, "No PROXY protocol header came in time."),
  BAD_PROXY_HEADER(421, "The connection does not begin with a valid PROXY protocol header."),
  TOO_MANY_PROXY_HEADERS(421, "Too many connections are without their PROXY protocol header."),

  // The control connection.
  TOO_MANY_LOGINS(421, "Too many logins from your address, try again in a minute."),
  LOGIN_TIMEOUT(421, "No login in time, closing the connection."),
  IDLE_TIMEOUT(421, "Idle for too long, closing the connection."),
  CLIENT_NOT_READING(0, ""),
  FOREIGN_PROTOCOL(500, "This is an FTP service."),
  LINE_TOO_LONG(500, "Line too long."),
  NUL_IN_LINE(500, "A line must not hold NUL."),
  BARE_CR(500, "A carriage return must be followed by a line feed or NUL."),
  BARE_LF(500, "Lines end in CR LF."),
  BAD_COMMAND(500, "That is not an FTP command."),
  TOO_MANY_BAD_LINES(421, "Too many bad commands, closing the connection."),
  TOO_MUCH_TELNET(500, "Too many Telnet options."),

  // TLS with the client.
  TLS_NOT_OFFERED(502, "TLS is not offered here."),
  TLS_REQUIRED(530, "Please begin with AUTH TLS."),
  TLS_ALREADY(503, "TLS is in force already."),
  TLS_AFTER_LOGIN(503, "AUTH comes before USER."),
  TLS_MECHANISM_UNKNOWN(504, "Only AUTH TLS is known here."),
  TOO_MANY_HANDSHAKES(421, "Too many TLS handshakes from your address, try again in a minute."),
  TLS_FAILED(0, ""),
  TLS_HANDSHAKE_TIMEOUT(0, ""),
  CLEAR_BEFORE_TLS(0, ""),
  HOST_IS_NOT_SNI(504, "HOST must be the name of the TLS handshake."),
  WITHOUT_TLS(503, "AUTH TLS comes first."),
  PBSZ_FIRST(503, "PBSZ comes first."),
  PROTECTION_UNKNOWN(536, "Only PROT C and PROT P are known here."),
  CLEAR_DATA_NOT_OFFERED(534, "Data must be protected here, use PROT P."),
  DATA_TLS_REQUIRED(521, "Data must be protected here, say PROT P first."),
  CCC_NOT_OFFERED(534, "The control connection stays protected here."),
  CCC_BEFORE_LOGIN(503, "Log in first."),
  REIN_UNDER_TLS(502, "REIN is not offered under TLS, connect again."),
  CLIENT_DATA_TLS_FAILED(425, "TLS on the data connection to you failed."),
  DATA_NOT_RESUMED(522, "The data connection must resume the control connection's TLS session."),
  DATA_CERTIFICATE_DIFFERS(522, "The data connection came with another certificate."),
  UNCLAIMED_DATA_CONNECTION(0, ""),
  UPLOAD_NOT_CLOSED(426, "The upload ended without TLS's close_notify, it may be cut short."),

  // TLS with the server.
  SERVER_WITHOUT_TLS(421, "The FTP server offers no TLS."),
  SERVER_TLS_FAILED(421, "TLS with the FTP server failed."),
  CLEAR_BEFORE_SERVER_TLS(0, ""),
  SERVER_DATA_TLS_FAILED(425, "TLS on the data connection to the FTP server failed."),
  DOWNLOAD_NOT_CLOSED(426, "The download ended without TLS's close_notify, it may be cut short."),

  // Commands.
  NOT_LOGGED_IN(530, "Please log in with USER and PASS first."),
  ACTIVE_MODE_NOT_OFFERED(502, "Active mode is not offered here, use PASV or EPSV."),
  FOREIGN_DATA_ADDRESS(500, "%s must name your own address."),
  CLIENT_PORT_BELOW_1024(500, "%s must name a port from 1024 on."),
  BAD_DATA_ADDRESS(501, "%s does not name an address and a port."),
  EPRT_OTHER_FAMILY(522, "Network protocol not supported here, use (%s)."),
  DATA_SETUP_NOT_OFFERED(502, "Not offered here, use PASV or EPSV."),
  EPSV_ALL_IN_FORCE(503, "Only EPSV is allowed after EPSV ALL."),
  EPSV_OTHER_FAMILY(522, "Network protocol not supported here, use (%s)."),
  EPSV_BAD_ARGUMENT(501, "EPSV takes nothing, 1, 2 or ALL."),
  PASV_OVER_IPV6(425, "PASV cannot name an IPv6 address, use EPSV."),
  ADVERTISED_ADDRESS_UNKNOWN(425, "The address to announce is not known at the moment."),
  NO_DATA_CHANNEL(425, "Use PASV, EPSV, PORT or EPRT first."),
  MODE_NOT_RELAYED(504, "Only stream mode is relayed."),
  UNKNOWN_HOST(504, "No such host is served here."),
  NO_SERVER_FOR_USER(530, "No server is known for this user."),
  NO_SERVER_YET(503, "Say USER first."),
  HOST_AFTER_LOGIN(503, "HOST comes before USER."),

  // Policy.
  OUTSIDE_HOURS(530, Denial.OUTSIDE_HOURS.sentence()),
  HOURS_OVER(421, Denial.HOURS_OVER.sentence()),
  OTHER_USER_IN_SESSION(530, "To log in as another user, connect again."),
  READ_ONLY(550, Denial.READ_ONLY.sentence()),
  WRITE_ONLY(550, Denial.WRITE_ONLY.sentence()),
  VERB_DENIED(502, "%s is not allowed here."),
  PARAMETER_DENIED(504, "%s is not allowed here with that parameter."),
  NAME_DENIED(553, Denial.NAME_DENIED.sentence()),
  NAME_UNCERTAIN(553, Denial.NAME_UNCERTAIN.sentence()),
  FILE_TOO_LARGE(552, Denial.FILE_TOO_LARGE.sentence()),
  FILE_SIZE_UNKNOWN(552, "The server does not say how large the file is, so nothing may be added."),
  BAD_RESTART(501, "REST takes a number of bytes."),

  // SFTP: what else SSH can do, and what is no SFTP.
  ONLY_SFTP(0, ""),
  BAD_PACKET(0, ""),
  TOO_MANY_HANDLES(0, ""),

  // Passive ports and data connections.
  PASSIVE_QUEUE_FULL(425, "All passive ports are busy and too many wait, try again."),
  PASSIVE_QUEUE_TIMEOUT(425, "All passive ports are busy, try again."),
  NO_DATA_CONNECTION(425, "No data connection came from your address in time."),
  CLIENT_DATA_UNREACHABLE(425, "Your data port cannot be reached from here; try passive mode."),
  STRANGER(0, ""),
  LATE_CONNECTION(0, ""),
  ABORTED(426, "Transfer aborted."),
  STALLED(426, "No data moved for too long, transfer aborted."),
  CLIENT_DATA_LOST(426, "The data connection to you broke, transfer aborted."),
  SERVER_DATA_LOST(426, "The server's data connection broke, transfer aborted."),
  CLIENT_GONE(0, ""),
  INTERNAL_ERROR(451, "Something failed in the gateway, transfer aborted."),
  SERVER_REFUSED_TRANSFER(426, "The FTP server refused the transfer."),

  // The server behind.
  SERVER_UNREACHABLE(421, "The FTP server cannot be reached at the moment."),
  SERVER_TURNED_AWAY(421, "The FTP server does not take this session."),
  SERVER_GONE(421, "The FTP server closed the connection."),
  SERVER_SILENT(421, "The FTP server does not answer."),
  SERVER_NOT_READING(421, "The FTP server does not take commands."),
  SERVER_TALKS_NONSENSE(421, "The FTP server sent something that is not FTP."),
  UNREQUESTED_REPLY(0, ""),
  UNREQUESTED_PASSIVE_REPLY(451, "The FTP server gave an answer that does not fit the command."),
  SERVER_WITHOUT_PASSIVE(425, "The FTP server offers no passive data connection."),
  SERVER_WITHOUT_ACTIVE(425, "The FTP server opens no active data connection."),
  SERVER_PORT_BELOW_1024(425, "The FTP server named a privileged port."),
  SERVER_PORT_UNREADABLE(425, "The FTP server named no data port."),
  SERVER_DATA_UNREACHABLE(425, "The FTP server's data port cannot be reached.");

  private final int code;
  private final String sentence;

  Refusal(int code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /** The stable name in logs and metrics, lower-case and dashed: {@code server-gone}. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the client is told; empty where nothing can be said any more. */
  Optional<Reply> reply(Object... details) {
    return code == 0
        ? Optional.empty()
        : Optional.of(Reply.of(code, String.format(Locale.ROOT, sentence, details)));
  }

  /** The refusal of what a rule does not allow. */
  public static Refusal of(Denial denial) {
    return switch (denial) {
      case OUTSIDE_HOURS -> OUTSIDE_HOURS;
      case HOURS_OVER -> HOURS_OVER;
      case READ_ONLY -> READ_ONLY;
      case WRITE_ONLY -> WRITE_ONLY;
      case VERB_DENIED -> VERB_DENIED;
      case PARAMETER_DENIED -> PARAMETER_DENIED;
      case NAME_DENIED -> NAME_DENIED;
      case NAME_UNCERTAIN -> NAME_UNCERTAIN;
      case FILE_TOO_LARGE -> FILE_TOO_LARGE;
    };
  }

  /** The refusal of a line that the decoder could not take for a command. */
  static Refusal of(Malformed malformed) {
    return switch (malformed) {
      case LINE_TOO_LONG -> LINE_TOO_LONG;
      case NUL_IN_LINE -> NUL_IN_LINE;
      case BARE_CR -> BARE_CR;
      case BARE_LF -> BARE_LF;
      case TOO_MUCH_TELNET -> TOO_MUCH_TELNET;
      default -> BAD_COMMAND;
    };
  }
}
