package pasvport.certificates;

import java.nio.file.Path;
import java.util.Optional;
import pasvport.site.CertificateFile;

/** The files that openssl has made; {@code make.sh} beside them tells how. */
final class OpenSsl {

  private OpenSsl() {}

  static Path file(String name) {
    return Path.of(System.getProperty("basedir", "."), "src/test/resources/openssl", name)
        .toAbsolutePath()
        .normalize();
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
