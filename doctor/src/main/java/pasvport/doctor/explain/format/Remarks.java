package pasvport.doctor.explain.format;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.doctor.explain.Event.Remark;

/** Sentences of servers, and what they mean for a data connection; each from a server's source. */
final class Remarks {

  private record Sentence(Pattern pattern, Remark remark) {}

  private static final List<Sentence> SENTENCES =
      List.of(
          // vsftpd ssl.c; ProFTPD mod_tls; FileZilla Server.
          sentence("No SSL session reuse on data channel", Remark.NO_SESSION_REUSE),
          sentence("DIFFERENT cert on data channel", Remark.NO_SESSION_REUSE),
          sentence("did not reuse TLS session", Remark.NO_SESSION_REUSE),
          sentence("session reuse required", Remark.NO_SESSION_REUSE),
          sentence("TLS session of data connection (has )?not resumed", Remark.NO_SESSION_REUSE),
          // ProFTPD data.c, inet.c, mod_core.c; vsftpd; pyftpdlib handlers.py; SFTPGo.
          sentence("Passive connection from foreign IP address", Remark.FOREIGN_PEER),
          sentence("Bad IP connecting", Remark.FOREIGN_PEER),
          sentence("Rejected data connection from foreign address", Remark.FOREIGN_PEER),
          sentence("data connection ip address .* does not match", Remark.FOREIGN_PEER),
          sentence("unable to find open port in PassivePorts", Remark.RANGE_EXHAUSTED),
          sentence("Can't find a valid passive port", Remark.RANGE_EXHAUSTED),
          sentence("All reserved TCP ports are busy", Remark.RANGE_EXHAUSTED),
          sentence("Could not find any free port", Remark.RANGE_EXHAUSTED),
          sentence("priv_sock_get_int|vsf_sysutil_bind", Remark.RANGE_EXHAUSTED),
          sentence("Passive data transfer failed", Remark.NEVER_CAME),
          sentence("Data transfer stall timeout", Remark.NEVER_CAME),
          sentence("FTP no transfer timeout", Remark.NEVER_CAME),
          sentence("Passive data channel timed out", Remark.NEVER_CAME),
          sentence("failed to accept passive transfer connection", Remark.NEVER_CAME),
          sentence("Failed to establish connection", Remark.NEVER_CAME),
          sentence("Could not open data connection to port", Remark.CANNOT_CONNECT),
          sentence("Can't connect to specified address", Remark.CANNOT_CONNECT),
          sentence("Refused (PORT|EPRT)", Remark.PORT_REFUSED),
          sentence("Illegal (PORT|EPRT) command", Remark.PORT_REFUSED),
          sentence("Rejected data connection to foreign address", Remark.PORT_REFUSED),
          sentence("I won't open a connection to", Remark.PORT_REFUSED),
          sentence("aborting transfer", Remark.BROKEN_OFF),
          sentence("Failure (reading|writing) network stream", Remark.BROKEN_OFF),
          sentence("Data timeout", Remark.BROKEN_OFF));

  private Remarks() {}

  private static Sentence sentence(String pattern, Remark remark) {
    return new Sentence(Pattern.compile(pattern), remark);
  }

  /** What a message says, if it is one of those known here. */
  static Optional<Remark> in(String message) {
    return SENTENCES.stream()
        .filter(one -> one.pattern().matcher(message).find())
        .map(Sentence::remark)
        .findFirst();
  }
}
