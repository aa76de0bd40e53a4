package pasvport.server;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.site.Home;

/**
 * The public keys with which users may log in by SFTP: a file for each user under {@link
 * Home#authorizedKeys()}, of the form of OpenSSH's authorized_keys (sshd(8)). It is read at each
 * login, so that keys can be changed while the server runs.
 */
public final class AuthorizedKeys {

  private static final Logger log = LoggerFactory.getLogger(AuthorizedKeys.class);

  // A thousand keys of the longest kind.
  private static final int MAX_BYTES = 1 << 20;

  // What NIST SP 800-131A calls too short is below.
  private static final int MIN_RSA_BITS = 2048;

  private static final Set<String> TYPES =
      Set.of(
          "ssh-ed25519",
          "ssh-rsa",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "sk-ssh-ed25519@openssh.com",
          "sk-ecdsa-sha2-nistp256@openssh.com");

  /** What options forbid that this server has not anyway. */
  private static final Set<String> HARMLESS =
      Set.of(
          "restrict",
          "no-agent-forwarding",
          "no-port-forwarding",
          "no-pty",
          "no-user-rc",
          "no-x11-forwarding");

  private final Path folder;
  private final Users users;

  /**
   * A key of a user.
   *
   * @param fingerprint as OpenSSH writes it
   * @param comment what stands behind it in the file
   */
  public record Key(String fingerprint, String comment) {}

  private record Known(String line, PublicKey key, String comment) {
    String fingerprint() {
      return Objects.requireNonNull(KeyUtils.getFingerPrint(key));
    }
  }

  /** The keys under a home. */
  public AuthorizedKeys(Home home, Users users) {
    this.folder = home.authorizedKeys();
    this.users = users;
  }

  /**
   * Lets a user log in with all keys of a text; those that the user has stay as they are.
   *
   * @return the keys that are new
   * @throws UserRefusedException if there is no such user
   * @throws IOException if a line holds no key that may be used, with the reason
   */
  public List<Key> add(String name, String text) throws IOException, UserRefusedException {
    var path = path(name);
    var lines = new ArrayList<>(lines(path));
    var have = known(lines).stream().map(Known::fingerprint).toList();
    var added = new ArrayList<Key>();
    for (var line : text.lines().filter(AuthorizedKeys::isEntry).toList()) {
      var known = parse(line);
      if (!have.contains(known.fingerprint())) {
        lines.add(line.strip());
        added.add(new Key(known.fingerprint(), known.comment()));
      }
    }
    if (added.isEmpty() && text.lines().noneMatch(AuthorizedKeys::isEntry)) {
      throw new IOException("there is no key in it");
    }
    write(path, lines);
    return added;
  }

  /**
   * The keys of a user, in the file's order.
   *
   * @throws UserRefusedException if there is no such user
   */
  public List<Key> of(String name) throws IOException, UserRefusedException {
    return known(lines(path(name))).stream()
        .map(known -> new Key(known.fingerprint(), known.comment()))
        .toList();
  }

  /**
   * Takes a key from a user.
   *
   * @return false if the user has no key with this fingerprint
   * @throws UserRefusedException if there is no such user
   */
  public boolean remove(String name, String fingerprint) throws IOException, UserRefusedException {
    var path = path(name);
    var lines = lines(path);
    var gone =
        known(lines).stream()
            .filter(known -> known.fingerprint().equals(fingerprint))
            .map(Known::line)
            .toList();
    write(path, lines.stream().filter(line -> !gone.contains(line)).toList());
    return !gone.isEmpty();
  }

  /** Whether a user may log in with this key, once it is proved that the client has it. */
  boolean has(String name, PublicKey key) {
    try {
      return known(lines(path(name))).stream()
          .anyMatch(known -> KeyUtils.compareKeys(known.key(), key));
    } catch (UserRefusedException e) {
      return false;
    } catch (IOException e) {
      log.error("The keys of {} cannot be read: {}", Shown.logged(name), e.toString());
      return false;
    }
  }

  /** Only who exists has a file, so that a name is never a path. */
  private Path path(String name) throws IOException, UserRefusedException {
    var user = UserName.composed(name);
    if (!users.names().contains(user)) {
      throw new UserRefusedException(UserRefusal.NO_SUCH_USER);
    }
    return folder.resolve(user);
  }

  private static List<String> lines(Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      var bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(path + " is larger than " + MAX_BYTES + " bytes: not read");
      }
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private void write(Path path, List<String> lines) throws IOException {
    Home.createPrivately(folder);
    var text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    PrivateFile.write(path, StandardCharsets.UTF_8.encode(text));
  }

  private static boolean isEntry(String line) {
    return !line.isBlank() && !line.strip().startsWith("#");
  }

  private static List<Known> known(List<String> lines) {
    var found = new ArrayList<Known>();
    for (var line : lines) {
      if (isEntry(line)) {
        try {
          found.add(parse(line));
        } catch (IOException e) {
          log.error("An authorized key is left out: {}", e.getMessage());
        }
      }
    }
    return found;
  }

  private static Known parse(String line) throws IOException {
    try (var reader = new StringReader(line)) {
      var entries = AuthorizedKeyEntry.readAuthorizedKeys(reader, true);
      if (entries.size() != 1) {
        throw new IOException(shown(line) + " is no public key");
      }
      var entry = entries.getFirst();
      for (var option : entry.getLoginOptions().keySet()) {
        if (!HARMLESS.contains(option.toLowerCase(java.util.Locale.ROOT))) {
          throw new IOException(
              shown(line) + " has the option " + option + ", which is not kept here");
        }
      }
      var key = entry.resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
      var type = String.valueOf(KeyUtils.getKeyType(key));
      if (!TYPES.contains(type)) {
        throw new IOException(shown(line) + " is of the kind " + type + ", which is not taken");
      }
      if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
        throw new IOException(shown(line) + " has fewer than " + MIN_RSA_BITS + " bits");
      }
      return new Known(line, key, Objects.requireNonNullElse(entry.getComment(), ""));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException(shown(line) + " is no public key", e);
    }
  }

  private static String shown(String line) {
    var text = Shown.logged(line.strip());
    return '"' + text.substring(0, Math.min(text.length(), 40)) + "…\"";
  }
}
