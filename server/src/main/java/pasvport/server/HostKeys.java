package pasvport.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import pasvport.site.Home;

/**
 * The keys by which SSH clients know this server, in OpenSSH's own form, so that those of a server
 * that was here before can be put in their place. They are made once and stay: clients warn loudly
 * when a key changes.
 */
public final class HostKeys {

  private static final String COMMENT = "pasvport";

  /** An ed25519 key for everybody, and an RSA key for clients that know no other. */
  private enum Kind {
    ED25519(KeyPairProvider.SSH_ED25519, "ssh_host_ed25519_key", 256),
    RSA(KeyPairProvider.SSH_RSA, "ssh_host_rsa_key", 3072); // good beyond 2030 (NIST SP 800-57)

    private final String type;
    private final String file;
    private final int bits;

    Kind(String type, String file, int bits) {
      this.type = type;
      this.file = file;
      this.bits = bits;
    }
  }

  private HostKeys() {}

  /**
   * The keys under a home, made where they are missing.
   *
   * @throws IOException if a file cannot be read or written, or holds no key; the message names it
   */
  static List<KeyPair> open(Home home) throws IOException {
    home.create();
    Home.createPrivately(home.hostKeys());
    var keys = new ArrayList<KeyPair>();
    for (var kind : Kind.values()) {
      var path = home.hostKeys().resolve(kind.file);
      keys.add(Files.exists(path) ? read(path) : make(kind, path));
    }
    return keys;
  }

  /**
   * The fingerprints of the keys that there are, as OpenSSH writes them; empty before the first
   * start.
   *
   * @throws IOException if a file cannot be read or holds no key; the message names it
   */
  public static List<String> fingerprints(Home home) throws IOException {
    var found = new ArrayList<String>();
    for (var kind : Kind.values()) {
      var path = home.hostKeys().resolve(kind.file);
      if (Files.exists(path)) {
        found.add(KeyUtils.getFingerPrint(read(path).getPublic()) + " (" + kind + ")");
      }
    }
    return found;
  }

  private static KeyPair read(Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      var keys =
          SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName(path.toString()), in, FilePasswordProvider.EMPTY);
      if (keys != null) {
        for (var key : keys) {
          return key;
        }
      }
      throw new IOException("no key in it");
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new IOException(
          "the host key "
              + path
              + " cannot be read: "
              + e.getMessage()
              + ". Put an OpenSSH private key without a passphrase there, or remove it and a new"
              + " one is made",
          e);
    }
  }

  private static KeyPair make(Kind kind, Path path) throws IOException {
    try {
      var key = KeyUtils.generateKeyPair(kind.type, kind.bits);
      var out = new ByteArrayOutputStream();
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, COMMENT, null, out);
      PrivateFile.write(path, ByteBuffer.wrap(out.toByteArray()));
      Files.writeString(
          path.resolveSibling(path.getFileName() + ".pub"),
          PublicKeyEntry.toString(key.getPublic()) + " " + COMMENT + "\n");
      return key;
    } catch (GeneralSecurityException e) {
      throw new IOException("no host key can be made: " + e.getMessage(), e);
    }
  }
}
