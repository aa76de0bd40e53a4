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

  /**
   * Makes one whose time began in the past, with the JDK's keytool: openssl makes none.
   *
   * @param ago days since it began
   * @param days that it lasts from there
   */
  public static Identity dated(Path folder, String name, String names, int ago, int days)
      throws IOException {
    var store = folder.resolve(name + ".p12").toString();
    program(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "RSA",
        "-startdate",
        "-%dd".formatted(ago),
        "-validity",
        Integer.toString(days),
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + names,
        "-keystore",
        store,
        "-storepass",
        "changeit");
    var made =
        new Identity(
            folder.resolve(name + ".pem"),
            folder.resolve(name + ".key"),
            folder.resolve(name + ".both.pem"));
    taken(store, made.certificate, "-nokeys");
    taken(store, made.key, "-nocerts", "-nodes");
    Files.writeString(made.both, Files.readString(made.key) + Files.readString(made.certificate));
    return made;
  }

  private static void taken(String store, Path to, String... what) throws IOException {
    var words =
        new ArrayList<>(
            List.of("pkcs12", "-in", store, "-passin", "pass:changeit", "-out", to.toString()));
    words.addAll(List.of(what));
    openssl(words.toArray(String[]::new));
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
    program(command.toArray(String[]::new));
  }

  private static void program(String... command) throws IOException {
    var program = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (program.waitFor() != 0) {
        throw new IOException(command[0] + ": " + said);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(command[0] + ": interrupted", interrupted);
    }
  }
}
