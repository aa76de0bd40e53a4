package pasvport.doctor.finding;

/** Clients that many people use. */
public enum Client {
  FILEZILLA("FileZilla"),
  WINSCP("WinSCP"),
  CURL("curl"),
  LFTP("lftp"),
  WINDOWS_FTP("Windows ftp.exe"),
  PYTHON("Python ftplib"),
  DOTNET(".NET FtpWebRequest"),
  JAVA("Java Commons Net");

  private final String words;

  Client(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
