package pasvport.server;

/** Why a change to the users was refused. */
public enum UserRefusal {
  NAME_NOT_ALLOWED(
      "A user's name has 1 to 64 letters, digits or . _ - @ +, begins with a letter or digit and does"
          + " not end with a dot."),
  NAME_RESERVED("The names anonymous, ftp and public belong to visitors without a password."),
  NAME_TAKEN("There is a user of this name already (capitals make no difference)."),
  NO_SUCH_USER("There is no user of this name."),
  PASSWORD_TOO_SHORT("A password has at least 8 characters."),
  PASSWORD_TOO_LONG("A password has at most 72 bytes in UTF-8: bcrypt would ignore the rest."),
  PASSWORD_NOT_ALLOWED("A password has no control characters: FTP cannot carry them.");

  private final String sentence;

  UserRefusal(String sentence) {
    this.sentence = sentence;
  }

  /** What is allowed, for people. */
  public String sentence() {
    return sentence;
  }
}
