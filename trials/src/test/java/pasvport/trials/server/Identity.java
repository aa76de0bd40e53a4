package pasvport.trials.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate that signs itself, so that it is its own authority, and its key: files in PEM.
 *
 * @param both the two in one file
 */
public record Identity(Path certificate, Path key, Path both) {
  /**
   * Makes one with openssl.
   *
   * @param names as openssl's subjectAltName has them: {@code DNS:a.example,IP:10.0.1.2}
   */
  public static Identity make(Path folder, String name, String names) throws IOException {
    var made =
        new Identity(
            folder.resolve(name + ".pem"),
            folder.resolve(name + ".key"),
            folder.resolve(name + ".both.pem"));
    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-addext",
        "subjectAltName=" + names,
        "-out",
        made.certificate.toString(),
        "-keyout",
        made.key.toString());
    Files.writeString(made.both, Files.readString(made.key) + Files.readString(made.certificate));
    return made;
  }

  /** The two in a PKCS #12 file. */
  public Path pkcs12(String password) throws IOException {
    var file = both.resolveSibling(both.getFileName() + ".p12");
    openssl(
        "pkcs12",
        "-export",
        "-in",
        both.toString(),
        "-out",
        file.toString(),
        "-passout",
        "pass:" + password);
    return file;
  }

  private static void openssl(String... words) throws IOException {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    var openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (openssl.waitFor() != 0) {
        throw new IOException("openssl: " + said);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("openssl: interrupted", interrupted);
    }
  }
}
