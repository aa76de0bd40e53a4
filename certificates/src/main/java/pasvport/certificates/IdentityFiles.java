package pasvport.certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import pasvport.site.CertificateFile;
import pasvport.site.Home;

/** Reads identities from files, and writes those of the home. Errors name file and line. */
final class IdentityFiles {

  private IdentityFiles() {}

  /** The files that an entry of the site names. */
  static List<Path> paths(CertificateFile source) {
    return Stream.of(source.certificate(), source.key(), source.pkcs12(), source.passwordFile())
        .flatMap(Optional::stream)
        .toList();
  }

  /** The identities in the files of an entry: one in PEM, one or more in PKCS#12. */
  static List<Identity> read(CertificateFile source) throws IOException {
    var password = source.passwordFile().isPresent() ? password(source.passwordFile().get()) : null;
    if (source.pkcs12().isPresent()) {
      return pkcs12(source.pkcs12().get(), password);
    }
    var file = source.certificate().orElseThrow();
    return List.of(pem(file, source.key().orElse(file), password));
  }

  /** The identity in one PEM file that needs no password. */
  static Identity read(Path file) throws IOException {
    return pem(file, file, null);
  }

  private static Identity pem(Path file, Path keyFile, char @Nullable [] password)
      throws IOException {
    var certificates = new ArrayList<X509Certificate>();
    for (var block : Pem.read(file)) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(certificate(block));
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(
          file + ": no certificate in it; a line -----BEGIN CERTIFICATE----- was expected");
    }
    var keys = Pem.read(keyFile).stream().filter(Keys::isKey).toList();
    if (keys.size() != 1) {
      throw new IOException(
          "%s: %d private keys in it; one was expected, after a line -----BEGIN PRIVATE KEY-----"
              .formatted(keyFile, keys.size()));
    }
    var key = Keys.read(keys.getFirst(), password);
    return withRemark(Chains.of(file.toString(), key, certificates), keyFile);
  }

  static X509Certificate certificate(Pem.Block block) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.bytes()));
    } catch (CertificateException e) {
      throw block.failure("this certificate cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Identity> pkcs12(Path file, char @Nullable [] password) throws IOException {
    var bytes = Pem.bytes(file);
    // Without a password Java would leave out what is encrypted with an empty one.
    var secret = password == null ? new char[0] : password;
    var identities = new ArrayList<Identity>();
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), secret);
      for (var alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)
            && store.getKey(alias, secret) instanceof PrivateKey key
            && store.getCertificateChain(alias) != null) {
          var chain =
              Arrays.stream(store.getCertificateChain(alias))
                  .map(X509Certificate.class::cast)
                  .toList();
          identities.add(withRemark(Chains.of(file.toString(), key, chain), file));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": this PKCS#12 file cannot be read: " + e.getMessage(), e);
    } catch (IOException e) {
      throw String.valueOf(e.getMessage()).startsWith(file.toString())
          ? e
          : new IOException(
              "%s: not a PKCS#12 file, or its password is another%s: %s"
                  .formatted(
                      file, password == null ? " (no password-file is named)" : "", e.getMessage()),
              e);
    }
    if (identities.isEmpty()) {
      throw new IOException(file + ": no private key with a certificate in it");
    }
    return identities;
  }

  private static char[] password(Path file) throws IOException {
    return new String(Pem.bytes(file), StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .orElse("")
        .toCharArray();
  }

  private static Identity withRemark(Identity identity, Path keyFile) throws IOException {
    if (!isPosix(keyFile)
        || !Files.getPosixFilePermissions(keyFile).contains(PosixFilePermission.OTHERS_READ)) {
      return identity;
    }
    var remarks = new ArrayList<>(identity.remarks());
    remarks.add("every user of this host may read the private key in " + keyFile + ": chmod o-r");
    return new Identity(identity.origin(), identity.entry(), remarks);
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Writes chain and key into one PEM file, for its owner alone; a file there is replaced. */
  static void write(Path file, PrivateKey key, List<X509Certificate> chain) throws IOException {
    var text = new StringBuilder();
    try {
      for (var certificate : chain) {
        text.append(Pem.written("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new IOException(file + ": a certificate cannot be written", e);
    }
    write(file, text.append(Pem.written("PRIVATE KEY", key.getEncoded())).toString());
  }

  /** Writes a text for its owner alone, as a whole or not at all. */
  static void write(Path file, String text) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is no file");
    }
    Home.createPrivately(folder);
    var attributes =
        isPosix(file)
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    var written = Files.createTempFile(folder, file.getFileName().toString(), ".new", attributes);
    try {
      Files.writeString(written, text);
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
