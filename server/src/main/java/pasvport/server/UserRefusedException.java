package pasvport.server;

/** A change to the users that was refused; nothing was changed. */
public final class UserRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final UserRefusal why;

  UserRefusedException(UserRefusal why) {
    super(why.sentence());
    this.why = why;
  }

  /** What is not allowed. */
  public UserRefusal why() {
    return why;
  }
}
