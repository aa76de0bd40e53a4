package pasvport.ftp;

/**
 * The refusal of bytes that are not what they should be, with its named reason and without a stack
 * trace.
 */
public final class MalformedException extends Exception {
  private final Malformed why;

  public MalformedException(Malformed why) {
    super(why.sentence(), null, false, false);
    this.why = why;
  }

  public Malformed why() {
    return why;
  }
}
