package pasvport.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pasvport.doctor.fact.Scheme;
import pasvport.doctor.probe.HostKeys;
import pasvport.doctor.probe.SshLogin;
import picocli.CommandLine.Option;

/** The options by which a test logs in. */
final class TestLogin {
  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Who logs in; without it, the URL's user, or anonymous.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file whose first line is the password; - for standard input.")
  private @Nullable String passwordFile;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "With sftp://: the user's private key, without passphrase.")
  private @Nullable Path key;

  @Option(
      names = "--known-hosts",
      paramLabel = "FILE",
      description =
          "With sftp://: the host keys that are trusted; without it, those of ~/.ssh/known_hosts.")
  private @Nullable Path knownHosts;

  @Option(
      names = "--authority",
      paramLabel = "FILE",
      description =
          "Certificates, in PEM, that are trusted beside those that Java knows, of the server and of a vantage.")
  private @Nullable Path authority;

  @Option(
      names = "--any-certificate",
      description = "Sends the password to a server that nobody vouches for, too.")
  private boolean anyCertificate;

  Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /** Whether there is something to log in with. */
  boolean hasSecret(Scheme scheme) {
    return passwordFile != null || (scheme == Scheme.SFTP && key != null);
  }

  /** What a login by SSH needs. */
  SshLogin ssh() throws IOException {
    try {
      var trusted = knownHosts == null ? HostKeys.ofUser() : HostKeys.in(knownHosts);
      var login = new SshLogin(trusted, List.of());
      return key == null ? login : login.with(key);
    } catch (NoSuchFileException missing) {
      throw new IOException(
          "%s: %s is not there"
              .formatted(
                  key != null && missing.getFile().equals(key.toString())
                      ? "--key"
                      : "--known-hosts",
                  missing.getFile()),
          missing);
    }
  }

  @Nullable Path authority() {
    return authority;
  }

  boolean anyCertificate() {
    return anyCertificate;
  }

  /** The password; empty, if none is given. */
  String password() throws IOException {
    if (passwordFile == null) {
      return "";
    }
    try {
      var text =
          passwordFile.equals("-")
              ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(Path.of(passwordFile));
      return text.lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new IOException("--password-file: " + passwordFile + " cannot be read", e);
    }
  }

  /** What a vantage is asked to test (POST /tests in docs/vantage.md). */
  Map<String, Object> order(String url, String password, boolean upload) throws IOException {
    var order = new LinkedHashMap<String, Object>();
    order.put("target", url);
    user().ifPresent(name -> order.put("user", name));
    order.put("password", password);
    order.put("any-certificate", anyCertificate);
    order.put("upload", upload);
    if (knownHosts != null) {
      order.put("host-keys", Files.readString(knownHosts));
    }
    if (authority != null) {
      order.put("authorities", Files.readString(authority));
    }
    return order;
  }
}
