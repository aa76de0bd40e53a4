package pasvport.doctor.probe;

import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.StringReader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import pasvport.doctor.fact.Addresses;

/** The host keys that are trusted, as OpenSSH's known_hosts has them (sshd(8)). */
public final class HostKeys {
  private final List<KnownHostEntry> known;

  private HostKeys(List<KnownHostEntry> known) {
    this.known = List.copyOf(known);
  }

  public static HostKeys none() {
    return new HostKeys(List.of());
  }

  /** Those in the user's own file, if there is one that can be read. */
  public static HostKeys ofUser() {
    var file = Path.of(System.getProperty("user.home", ""), ".ssh", "known_hosts");
    try {
      return Files.isReadable(file) ? in(file) : none();
    } catch (IOException unreadable) {
      return none();
    }
  }

  /**
   * Those in a file.
   *
   * @throws IOException if it cannot be read, or a line of it is not understood
   */
  public static HostKeys in(Path file) throws IOException {
    return of(Files.readString(file), file.toString());
  }

  /**
   * Those in lines of known_hosts.
   *
   * @param origin what messages call them
   * @throws IOException if a line is not understood
   */
  public static HostKeys of(String lines, String origin) throws IOException {
    try {
      return new HostKeys(
          KnownHostEntry.readKnownHostEntries(new StringReader(lines), /* okToClose= */ true));
    } catch (RuntimeException | StreamCorruptedException malformed) {
      throw new IOException(
          "%s is not in the form of known_hosts: %s".formatted(origin, malformed.getMessage()),
          malformed);
    }
  }

  /** Whether this key is noted for the host by name or by address, and not as revoked. */
  boolean know(String host, InetAddress address, int port, PublicKey key) {
    var noted =
        known.stream()
            .filter(entry ->
                Stream.of(host, Addresses.shown(address))
                    .anyMatch(name -> entry.isHostMatch(name, port)))
            .filter(entry -> same(entry, key))
            .toList();
    return !noted.isEmpty()
        && noted.stream()
            .allMatch(entry -> entry.getMarker() == null || entry.getMarker().isEmpty());
  }

  private static boolean same(KnownHostEntry entry, PublicKey key) {
    try {
      return KeyUtils.compareKeys(
          entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING), key);
    } catch (IOException | GeneralSecurityException notUnderstood) {
      return false;
    }
  }
}
