package pasvport.certificates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import pasvport.site.CertificateFile;

/** The files that openssl has made; {@code make.sh} beside them tells how. */
final class OpenSsl {

  private OpenSsl() {}

  static Path file(String name) {
    Path kept =
        Path.of(System.getProperty("basedir", "."), "src/test/resources/openssl", name)
            .toAbsolutePath()
            .normalize();
    return name.endsWith(".key") ? ownersOnly(kept) : kept;
  }

  /** A copy that only its owner may read, as a key has to be; git keeps no such rights. */
  private static Path ownersOnly(Path key) {
    try {
      Path folder = Files.createTempDirectory("pasvport-keys");
      Path copy = Files.copy(key, folder.resolve(key.getFileName().toString()));
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      folder.toFile().deleteOnExit();
      copy.toFile().deleteOnExit();
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CertificateFile pem(Path certificate, Path key) {
    return new CertificateFile(
        Optional.of(certificate), Optional.of(key), Optional.empty(), Optional.empty());
  }

  static CertificateFile pem(String certificate, String key) {
    return pem(file(certificate), file(key));
  }

  static CertificateFile withPassword(CertificateFile file, Path password) {
    return new CertificateFile(
        file.certificate(), file.key(), file.pkcs12(), Optional.of(password));
  }

  static CertificateFile pkcs12(String name) {
    return new CertificateFile(
        Optional.empty(), Optional.empty(), Optional.of(file(name)), Optional.empty());
  }
}
