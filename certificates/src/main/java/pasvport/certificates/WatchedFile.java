package pasvport.certificates;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.CertificateFile;
import pasvport.site.FileStamp;

/**
 * The files of one entry of the site, read again when they change.
 *
 * <p>Whoever renews a certificate writes two files, or points two links elsewhere, one after
 * another. So they are read once they have stood unchanged for one look; and while what stands
 * there cannot be used, what was read before stays, and they are read at every look: permissions
 * can change without a trace in a file's times.
 */
final class WatchedFile {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);

  private final CertificateFile source;
  private List<Optional<FileStamp>> read;
  private List<Optional<FileStamp>> seen;
  private List<Identity> identities;

  /** Why what stands there now is not in force; empty when it is. */
  private String refused = "";

  /**
   * Reads them.
   *
   * @throws IOException that says what cannot be used, with file and line
   */
  WatchedFile(CertificateFile source) throws IOException {
    this.source = source;
    read = stamps();
    seen = read;
    identities = IdentityFiles.read(source);
  }

  CertificateFile source() {
    return source;
  }

  List<Identity> identities() {
    return identities;
  }

  /** Looks once, and reads the files if need be; true when other certificates are in force. */
  boolean look() {
    var now = stamps();
    var still = now.equals(seen);
    seen = now;
    if (!still || (now.equals(read) && refused.isEmpty())) {
      return false;
    }
    try {
      var next = IdentityFiles.read(source);
      read = now;
      refused = "";
      var changed = !fingerprints(next).equals(fingerprints(identities));
      identities = next;
      return changed;
    } catch (IOException e) {
      var why = String.valueOf(e.getMessage());
      if (!why.equals(refused)) {
        LOG.atError().addKeyValue("why", why).log("certificate refused, the one in force stays");
      }
      refused = why;
      return false;
    }
  }

  private List<Optional<FileStamp>> stamps() {
    return IdentityFiles.paths(source).stream().map(FileStamp::of).toList();
  }

  private static String fingerprints(List<Identity> identities) {
    return identities.stream().map(Identity::fingerprint).collect(Collectors.joining());
  }
}
