package pasvport.doctor.finding;

import static pasvport.doctor.finding.Client.CURL;
import static pasvport.doctor.finding.Client.DOTNET;
import static pasvport.doctor.finding.Client.FILEZILLA;
import static pasvport.doctor.finding.Client.JAVA;
import static pasvport.doctor.finding.Client.LFTP;
import static pasvport.doctor.finding.Client.PYTHON;
import static pasvport.doctor.finding.Client.WINDOWS_FTP;
import static pasvport.doctor.finding.Client.WINSCP;

import java.util.Arrays;
import java.util.List;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Mode;
import pasvport.doctor.fact.Transfer;

/**
 * What groups of findings do to clients, from the clients' own sources: FileZilla 3
 * (ftpcontrolsocket.cpp), curl (lib/ftp.c), lftp (ftpclass.cc), CPython (Lib/ftplib.py), .NET
 * (FtpControlStream.cs); of WinSCP and Windows' ftp.exe from their documentation. What is said of
 * curl, lftp, ftplib and Commons Net is held to the programs by trials.
 */
final class Effects {
  /** A 227 with an address that clients cannot reach. */
  static final List<Effect> UNROUTABLE_ADDRESS =
      List.of(
          new Effect(FILEZILLA, true, "uses the server's address instead of an unroutable one"),
          new Effect(WINSCP, true, "uses the server's address instead of an unroutable one"),
          new Effect(CURL, true, "asks for EPSV first, and since 7.74 ignores the address"),
          new Effect(LFTP, true, "corrects it (ftp:fix-pasv-address yes, the default)"),
          new Effect(WINDOWS_FTP, true, "knows no passive mode"),
          new Effect(
              PYTHON, true, "ignores it since 3.6.14, 3.7.11, 3.8.9, 3.9.3; older ones fail"),
          new Effect(DOTNET, true, "always connects to the server's address"),
          new Effect(JAVA, true, "ignores it since 3.9.0; older ones replace private addresses"));

  /** A 227 with another address that can be routed to. */
  static final List<Effect> OTHER_ADDRESS =
      List.of(
          new Effect(FILEZILLA, false, "connects there; Settings, Passive mode cannot forbid it"),
          new Effect(WINSCP, false, "connects there unless \"Force IP address\" is set to On"),
          new Effect(CURL, true, "asks for EPSV first, and since 7.74 ignores the address"),
          new Effect(LFTP, false, "connects there; set ftp:ignore-pasv-address yes"),
          new Effect(WINDOWS_FTP, true, "knows no passive mode"),
          new Effect(
              PYTHON, true, "ignores it since 3.6.14, 3.7.11, 3.8.9, 3.9.3; older ones fail"),
          new Effect(DOTNET, true, "always connects to the server's address"),
          new Effect(JAVA, true, "ignores it since 3.9.0; older ones replace private addresses"));

  /** No passive data connection comes about. */
  static final List<Effect> NO_PASSIVE =
      List.of(
          new Effect(FILEZILLA, false, "log-in works, listing times out after 20 s"),
          new Effect(WINSCP, false, "log-in works, listing times out"),
          new Effect(CURL, false, "times out; --ftp-port - asks for active mode"),
          new Effect(LFTP, false, "waits and tries again; set ftp:passive-mode no for active mode"),
          new Effect(WINDOWS_FTP, true, "uses active mode only"),
          new Effect(PYTHON, false, "times out; set_pasv(False) for active mode"),
          new Effect(DOTNET, false, "times out; UsePassive = false for active mode"),
          new Effect(
              JAVA, true, "fails once enterLocalPassiveMode() is called, as most programs do"));

  /** No active data connection comes about. */
  static final List<Effect> NO_ACTIVE =
      List.of(
          new Effect(FILEZILLA, true, "passive is the default"),
          new Effect(WINSCP, true, "passive is the default"),
          new Effect(CURL, true, "passive is the default"),
          new Effect(LFTP, true, "passive is the default"),
          new Effect(WINDOWS_FTP, false, "knows active mode only; use another client"),
          new Effect(PYTHON, true, "passive is the default"),
          new Effect(DOTNET, true, "passive is the default"),
          new Effect(JAVA, false, "active is the default; call enterLocalPassiveMode()"));

  /** Data must resume the control connection's TLS session. */
  static final List<Effect> SESSION_REUSE =
      List.of(
          new Effect(FILEZILLA, true, "resumes"),
          new Effect(WINSCP, true, "resumes (the default)"),
          new Effect(CURL, true, "resumes, unless --no-sessionid"),
          new Effect(LFTP, true, "resumes (ftp:ssl-copy-sid yes, the default)"),
          new Effect(WINDOWS_FTP, false, "knows no TLS"),
          new Effect(
              PYTHON,
              false,
              "does not resume; override ntransfercmd and pass session=self.sock.session"),
          new Effect(
              DOTNET, false, "has no switch for it, and fails where the system does not resume"),
          new Effect(JAVA, false, "does not resume, because Java finds sessions by port"));

  /** TLS is demanded. */
  static final List<Effect> TLS_DEMANDED =
      List.of(
          new Effect(FILEZILLA, true, "uses explicit TLS if available (the default)"),
          new Effect(WINSCP, false, "set Encryption to \"TLS/SSL Explicit encryption\""),
          new Effect(CURL, false, "add --ssl-reqd"),
          new Effect(LFTP, true, "uses TLS where it is offered"),
          new Effect(WINDOWS_FTP, false, "knows no TLS"),
          new Effect(PYTHON, false, "use FTP_TLS and prot_p()"),
          new Effect(DOTNET, false, "set EnableSsl = true"),
          new Effect(JAVA, false, "use FTPSClient, execPBSZ(0) and execPROT(\"P\")"));

  /** TLS is not to be had. */
  static final List<Effect> NO_TLS =
      List.of(
          new Effect(FILEZILLA, true, "asks its user, and goes on in clear"),
          new Effect(WINSCP, true, "works with No encryption, fails with explicit TLS"),
          new Effect(CURL, true, "goes on in clear, unless --ssl-reqd is given"),
          new Effect(LFTP, true, "goes on in clear, unless ftp:ssl-force yes is set"),
          new Effect(WINDOWS_FTP, true, "knows no TLS"),
          new Effect(PYTHON, true, "FTP works, FTP_TLS fails"),
          new Effect(DOTNET, true, "works unless EnableSsl = true"),
          new Effect(JAVA, true, "FTPClient works, FTPSClient fails"));

  /** Under TLS data must be encrypted too. */
  static final List<Effect> CLEAR_DATA_REFUSED =
      List.of(
          new Effect(FILEZILLA, true, "encrypts data"),
          new Effect(WINSCP, true, "encrypts data"),
          new Effect(CURL, true, "encrypts data with --ssl-reqd, not with --ftp-ssl-control"),
          new Effect(LFTP, true, "encrypts data"),
          new Effect(WINDOWS_FTP, false, "knows no TLS"),
          new Effect(PYTHON, false, "call prot_p()"),
          new Effect(DOTNET, true, "encrypts data"),
          new Effect(JAVA, false, "call execPBSZ(0) and execPROT(\"P\")"));

  private Effects() {}

  /** PASV, or EPSV, brings no data connection about, for this reason. */
  static List<Effect> without(Facts facts, Transfer failing) {
    if (failing.mode() == Mode.PASV && Seen.worked(facts, Mode.EPSV)) {
      return withoutPasv(failing);
    }
    if (failing.mode() == Mode.EPSV && Seen.worked(facts, Mode.PASV)) {
      return withoutEpsv(failing.arranged());
    }
    return NO_PASSIVE.stream()
        .map(each -> each.client() == LFTP && failing.arranged().is(5) ? TURNS : each)
        .toList();
  }

  /** What lftp does when PASV is refused for good. */
  private static final Effect TURNS = new Effect(LFTP, true, "turns to active mode by itself");

  private static List<Effect> withoutPasv(Transfer failing) {
    return List.of(
        new Effect(FILEZILLA, false, "asks for PASV over IPv4"),
        new Effect(WINSCP, false, "asks for PASV over IPv4"),
        new Effect(CURL, true, "asks for EPSV first"),
        failing.arranged().is(5) || (failing.arranged().is(2) && failing.port().isEmpty())
            ? TURNS
            : new Effect(LFTP, false, "asks for PASV; set ftp:prefer-epsv yes"),
        new Effect(WINDOWS_FTP, true, "knows no passive mode"),
        new Effect(PYTHON, false, "asks for PASV over IPv4"),
        new Effect(DOTNET, false, "asks for PASV over IPv4"),
        new Effect(JAVA, true, "uses active mode by default; passive, setUseEPSVwithIPv4(true)"));
  }

  private static List<Effect> withoutEpsv(Heard toEpsv) {
    return List.of(
        new Effect(FILEZILLA, true, "asks for PASV over IPv4"),
        new Effect(WINSCP, true, "asks for PASV over IPv4"),
        toEpsv.refused()
            ? new Effect(CURL, true, "asks for EPSV first, then for PASV")
            : new Effect(CURL, false, "asks for EPSV first; --disable-epsv"),
        new Effect(LFTP, true, "asks for PASV unless ftp:prefer-epsv is set"),
        new Effect(WINDOWS_FTP, true, "knows no passive mode"),
        new Effect(PYTHON, true, "asks for PASV over IPv4"),
        new Effect(DOTNET, true, "asks for PASV over IPv4"),
        new Effect(JAVA, true, "asks for PASV over IPv4"));
  }

  /** Every client fails alike. */
  static List<Effect> all(String note) {
    return Arrays.stream(Client.values()).map(client -> new Effect(client, false, note)).toList();
  }
}
