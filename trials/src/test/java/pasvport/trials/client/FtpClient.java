package pasvport.trials.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A real FTP client at a host, set to one way of opening data connections.
 *
 * <p>Every method fails when the client reports a failure, and when it used another way than it was
 * told to: clients fall back in silence.
 */
public sealed interface FtpClient permits CommonsNet, Curl, Lftp, Ncftp, PythonFtplib, Tnftp, Wget {
  Duration PATIENCE = Duration.ofSeconds(90);

  /** Why it cannot do this in the way that it is set to; empty if it can. */
  Optional<String> cannot(Operation operation);

  /** The names in a folder. */
  List<String> names(String folder) throws IOException;

  /** What the server shows of a folder. */
  String listing(String folder) throws IOException;

  void upload(Path local, String remote) throws IOException;

  void download(String remote, Path local) throws IOException;

  /** Sends what the file at the server lacks of the local one. */
  void resumeUpload(Path local, String remote) throws IOException;

  /** Fetches what the local file lacks of the one at the server. */
  void resumeDownload(String remote, Path local) throws IOException;

  /** Renames a file, and lists a folder afterwards. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file, and lists a folder afterwards. */
  void delete(String remote) throws IOException;

  /**
   * Begins to download a file, gives up in the middle with ABOR, then downloads another, over the
   * same session if it can.
   */
  void abortThenDownload(String big, Path part, String small, Path whole) throws IOException;
}
