package pasvport.trials.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real FTP client that speaks TLS, at a host, set to one way of protecting its connections. */
public sealed interface FtpsClient permits CommonsNetFtps, Curl, JavaFtps, Lftp, PythonFtplib {
  /** Why it cannot be set to this way; empty if it can. */
  Optional<String> cannotProtect();

  /** Which of a client's data connections resume the control connection's TLS session. */
  enum Resumption {
    ALWAYS,
    SOMETIMES
  }

  Resumption resumption();

  /**
   * Several transfers in one session: an upload, a listing, then a download for each copy.
   *
   * @return the listing
   */
  String roundTrip(Path local, String remote, String folder, List<Path> copies) throws IOException;
}
