package pasvport.site;

/** Why a rule does not allow what somebody asks for. */
public enum Denial {
  OUTSIDE_HOURS("Logins are not allowed at this hour."),
  HOURS_OVER("Your hours are over, closing the connection."),
  READ_ONLY("You may only read here."),
  WRITE_ONLY("You may only write here."),
  VERB_DENIED("That is not allowed here."),
  PARAMETER_DENIED("That is not allowed here."),
  NAME_DENIED("That file name is not allowed here."),
  NAME_UNCERTAIN("Whether that name is allowed cannot be told, give the path from / on."),
  FILE_TOO_LARGE("The file is larger than allowed.");

  private final String sentence;

  Denial(String sentence) {
    this.sentence = sentence;
  }

  /** What the client is told. */
  public String sentence() {
    return sentence;
  }
}
