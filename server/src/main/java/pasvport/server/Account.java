package pasvport.server;

/**
 * Who is logged in.
 *
 * @param mayWrite false for visitors, who only read
 */
record Account(String name, Folder folder, boolean mayWrite) {

  /** Refuses whoever may not change anything. */
  void mustWrite() throws Refused {
    if (!mayWrite) {
      throw new Refused(550, "Visitors may only read here; log in with a user's name to write.");
    }
  }
}
