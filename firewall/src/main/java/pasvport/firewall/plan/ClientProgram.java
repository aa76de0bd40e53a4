package pasvport.firewall.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * FTP clients, and how each is told what a plan asks of it: the pages of WinSCP on the command
 * {@code open}, curl(1), lftp(1), Python's {@code ftplib}, .NET's {@code FtpWebRequest} and
 * FluentFTP, and FileZilla's site manager.
 */
enum ClientProgram {
  FILEZILLA("FileZilla") {
    @Override
    List<String> settings(ClientView view) {
      return List.of(
          "Site manager: host %s, port %d, encryption \"%s\", transfer mode \"Passive\""
              .formatted(
                  view.host(),
                  view.port(),
                  view.isEncrypted()
                      ? "Require explicit FTP over TLS"
                      : "Only use plain FTP (insecure)"));
    }
  },
  WINSCP("WinSCP") {
    @Override
    List<String> settings(ClientView view) {
      return List.of(
          "open %s://USER@%s:%d/ -passive=on"
              .formatted(view.isEncrypted() ? "ftpes" : "ftp", view.inUrl(), view.port()));
    }
  },
  CURL("curl") {
    @Override
    List<String> settings(ClientView view) {
      return List.of(
          "curl %s--user USER ftp://%s:%d/"
              .formatted(view.isEncrypted() ? "--ssl-reqd " : "", view.inUrl(), view.port()));
    }
  },
  LFTP("lftp") {
    @Override
    List<String> settings(ClientView view) {
      return List.of(
          "lftp -e 'set ftp:passive-mode true; set ftp:ssl-force %s; set ftp:ssl-protect-data %s' -u USER ftp://%s:%d"
              .formatted(view.isEncrypted(), view.isEncrypted(), view.inUrl(), view.port()));
    }
  },
  WINDOWS_FTP("Windows ftp.exe") {
    @Override
    List<String> settings(ClientView view) {
      return List.of(
          switch (view.problemOfWindowsFtp()) {
            case String problem when problem.isEmpty() ->
                "active mode only: %s must be let in to its ports 1024-65535; without that, use another client"
                    .formatted(view.host());
            case String problem -> "cannot be used: " + problem;
          });
    }
  },
  PYTHON("Python ftplib") {
    @Override
    List<String> settings(ClientView view) {
      var lines = new ArrayList<String>();
      lines.add(
          "ftp = ftplib.%s(); ftp.connect('%s', %d); ftp.login(USER, PASSWORD)"
              .formatted(view.isEncrypted() ? "FTP_TLS" : "FTP", view.host(), view.port()));
      if (view.isEncrypted()) {
        lines.add("ftp.prot_p()");
      }
      if (view.demandsReuse()) {
        lines.add("its data connections must be made to resume: override ntransfercmd");
      }
      return lines;
    }
  },
  DOT_NET(".NET") {
    @Override
    List<String> settings(ClientView view) {
      var lines = new ArrayList<String>();
      lines.add(
          "FtpWebRequest: UsePassive = true; EnableSsl = %s; URL ftp://%s:%d/"
              .formatted(view.isEncrypted(), view.inUrl(), view.port()));
      lines.add(
          "FluentFTP: Config.EncryptionMode = FtpEncryptionMode.%s; Config.DataConnectionType ="
                  .formatted(view.isEncrypted() ? "Explicit" : "None")
              + " FtpDataConnectionType.AutoPassive");
      if (view.demandsReuse()) {
        lines.add(
            "data must resume the TLS session here: FtpWebRequest cannot, FluentFTP can with its"
                + " GnuTLS stream");
      }
      return lines;
    }
  };

  private final String title;

  ClientProgram(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** What to set or write, one line each. */
  abstract List<String> settings(ClientView view);
}
