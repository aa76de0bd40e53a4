package pasvport.server;

import java.io.IOException;

/** What a command does. */
@FunctionalInterface
interface Verb {

  /**
   * Serves the command and replies.
   *
   * @param argument empty when there was none
   * @throws Refused with the reply to send instead
   * @throws IOException of the file system: answered with 550 and the reason
   */
  void serve(Conversation talk, String argument) throws Refused, IOException;
}
