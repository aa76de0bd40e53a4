package pasvport.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * A transfer from its 150 to its last reply.
 *
 * <p>What decides between whole and broken is the end of the connection: an upload that ends with a
 * FIN is whole (226); one that ends with a reset, an ABOR or the loss of the control connection is
 * not (426), and one that the disk did not take is not either (451). A download that breaks off
 * ends with a reset.
 */
final class Transfer {

  private Transfer() {}

  /**
   * A command that uses a data connection. One EPSV or PASV serves one of these, even when it is
   * refused: the connection that the client may have made already ends at once instead of waiting
   * for nothing; and so does the offset of a REST.
   */
  static Verb with(Verb verb) {
    return (talk, argument) -> {
      try {
        verb.serve(talk, argument);
      } finally {
        talk.data().forget();
        talk.restart(0);
      }
    };
  }

  /** Says that the transfer begins. */
  static void opening(Conversation talk, RemotePath path, String size) {
    talk.reply(
        150,
        "Opening "
            + (talk.text() ? "ASCII" : "BINARY")
            + " mode data connection for "
            + Shown.path(path.toString())
            + size
            + ".");
  }

  /** What a transfer does with its data connection. */
  @FunctionalInterface
  interface Work {
    void on(SocketChannel connection) throws Refused, IOException;
  }

  /** Takes the data connection, does the work on it and says how it ended. */
  static void carryOut(Conversation talk, RemotePath path, Work work) throws Refused {
    try (var stream = talk.data().take()) {
      work.on(stream.channel());
      stream.finish();
    } catch (Copy.FileFailed e) {
      throw new Refused(
          451, "Transfer of " + Shown.path(path.toString()) + " failed: " + e.getMessage() + ".");
    } catch (IOException e) {
      throw new Refused(
          426,
          "The data connection for "
              + Shown.path(path.toString())
              + " broke off: "
              + Refused.reason(e)
              + ".");
    }
    talk.reply(226, "Transfer complete.");
  }
}
