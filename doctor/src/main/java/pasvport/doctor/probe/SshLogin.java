package pasvport.doctor.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * What a login by SSH needs besides a user and a password.
 *
 * @param trusted the host keys of servers that may see the password
 * @param keys the user's own; empty for the password alone
 */
public record SshLogin(HostKeys trusted, List<KeyPair> keys) {
  public SshLogin {
    keys = List.copyOf(keys);
  }

  /** Nobody is trusted, and there is no key. */
  public static SshLogin none() {
    return new SshLogin(HostKeys.none(), List.of());
  }

  /**
   * With a user's private key.
   *
   * @throws IOException if the file holds none that can be read without a passphrase
   */
  public SshLogin with(Path keyFile) throws IOException {
    try (var in = Files.newInputStream(keyFile)) {
      var read =
          SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName(keyFile.toString()), in, FilePasswordProvider.EMPTY);
      var pairs = new ArrayList<KeyPair>();
      if (read != null) {
        read.forEach(pairs::add);
      }
      if (pairs.isEmpty()) {
        throw new IOException("%s holds no private key of SSH".formatted(keyFile));
      }
      return new SshLogin(trusted, pairs);
    } catch (GeneralSecurityException | RuntimeException unusable) {
      throw new IOException(
          "%s: the key cannot be used; it must be a private key without passphrase, as ssh-keygen makes it (%s)"
              .formatted(keyFile, unusable.getMessage()),
          unusable);
    }
  }
}
