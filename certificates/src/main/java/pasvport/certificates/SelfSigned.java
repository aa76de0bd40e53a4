package pasvport.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.Home;

/**
 * The certificate that serves where nobody has given one: made once in the home and kept, so that a
 * client who has once trusted it knows it again.
 */
final class SelfSigned {
  private static final Logger LOG = LoggerFactory.getLogger(SelfSigned.class);

  /** Made anew at a start this long before its end, rather than to end while it serves. */
  private static final Duration BEFORE_ITS_END = Duration.ofDays(30);

  private SelfSigned() {}

  static Path file(Home home) {
    return home.certificates().resolve("self-signed.pem");
  }

  /**
   * The one of this home, which is made if there is none.
   *
   * @throws IOException if it cannot be read or written, with the file's name
   */
  static Identity of(Home home, Instant now) throws IOException {
    var file = file(home);
    if (Files.exists(file)) {
      var kept = IdentityFiles.read(file);
      if (now.isBefore(kept.expires().minus(BEFORE_ITS_END))) {
        return kept;
      }
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("expires", kept.expires())
          .log("self-signed certificate near its end, another is made");
    }
    home.create();
    SelfSigning.write(file, now);
    return IdentityFiles.read(file);
  }
}
