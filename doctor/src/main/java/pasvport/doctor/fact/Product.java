package pasvport.doctor.fact;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An FTP server's make, as its greeting and its replies to SYST and FEAT give it away. */
public enum Product {
  VSFTPD("vsftpd", "vsftpd"),
  PROFTPD("ProFTPD", "proftpd"),
  PURE_FTPD("Pure-FTPd", "pure-ftpd"),
  FILEZILLA_0("FileZilla Server 0.9", "filezilla server (version )?0"),
  FILEZILLA("FileZilla Server", "filezilla server"),
  IIS("Microsoft IIS", "microsoft ftp service|windows_nt"),
  SFTPGO("SFTPGo", "sftpgo"),
  PYFTPDLIB("pyftpdlib", "pyftpdlib"),
  /** Its greeting by default, and no other's. */
  APACHE_FTPSERVER("Apache FtpServer", "220 service ready for new user|mina"),
  /** None of these words. */
  UNKNOWN("unknown", "(?!)");

  private final String words;
  private final Pattern marks;

  Product(String words, String marks) {
    this.words = words;
    this.marks = Pattern.compile(marks);
  }

  static Product of(List<Session> sessions) {
    var said =
        sessions.stream()
            .flatMap(session ->
                Stream.of(session.greeting(), session.system(), session.features(), session.user()))
            .flatMap(heard -> heard.reply().stream())
            .map(reply -> reply.shown().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining("\n"));
    return Arrays.stream(values())
        .filter(product -> product.marks.matcher(said).find())
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** As people write it. */
  @Override
  public String toString() {
    return words;
  }
}
