package pasvport.certificates;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pasvport.site.CertificateFile;

/** Certificates and keys in every form that openssl writes. */
class IdentityFilesTest {
  @TempDir private Path folder;
  private Path password;

  @BeforeEach
  void write_the_password() throws IOException {
    password = Files.writeString(folder.resolve("password"), "secret\nnot this\n");
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.pem, rsa.key, RSA",
    "rsa.pem, rsa-pkcs1.key, RSA",
    "ec.pem, ec.key, EC",
    "ec.pem, ec-sec1.key, EC",
    "ed25519.pem, ed25519.key, EdDSA"
  })
  void a_key_is_read_in_each_form(String certificate, String key, String kind) throws IOException {
    var read = IdentityFiles.read(OpenSsl.pem(certificate, key)).getFirst();
    assertThat(read.keyType()).isEqualTo(kind);
    assertThat(read.entry().getPrivateKey().getAlgorithm()).isEqualTo(kind);
    assertThat(read.names())
        .containsExactly("ftp.example.org", "*.files.example.org", "192.0.2.7", "2001:db8::7");
  }

  @ParameterizedTest
  @CsvSource({"rsa.pem, rsa-pkcs1-encrypted.key", "ec.pem, ec-pkcs8-encrypted.key"})
  void an_encrypted_key_is_read_with_its_password(String certificate, String key)
      throws IOException {
    var file = OpenSsl.pem(certificate, key);
    assertThat(IdentityFiles.read(OpenSsl.withPassword(file, password))).hasSize(1);

    assertThatThrownBy(() -> IdentityFiles.read(file))
        .hasMessageContaining(key + ":1: this private key is encrypted: name its password-file");
    Files.writeString(password, "guess");
    assertThatThrownBy(() -> IdentityFiles.read(OpenSsl.withPassword(file, password)))
        .hasMessageContaining(key + ":1: this private key cannot be read; is the password another");
  }

  @Test
  void a_pkcs12_file_gives_chain_and_key() throws IOException {
    var read =
        IdentityFiles.read(OpenSsl.withPassword(OpenSsl.pkcs12("ec.p12"), password)).getFirst();
    assertThat(read.chain()).hasSize(2);
    assertThat(IdentityFiles.read(OpenSsl.pkcs12("no-password.p12"))).hasSize(1);
    assertThatThrownBy(() -> IdentityFiles.read(OpenSsl.pkcs12("ec.p12")))
        .hasMessageContaining("ec.p12: not a PKCS#12 file, or its password is another (no");
    assertThatThrownBy(() -> IdentityFiles.read(OpenSsl.pkcs12("ec.pem")))
        .hasMessageContaining("ec.pem: not a PKCS#12 file");
  }

  @Test
  void certificate_and_key_may_stand_in_one_file_with_text_around_them() throws IOException {
    var both = file("both.pem", "Bag Attributes\n", text("ec.key"), "text\n", text("ec-chain.pem"));
    var read = IdentityFiles.read(both);
    assertThat(read.chain()).hasSize(2);
    assertThat(read.fingerprint()).matches("[0-9a-f]{2}(:[0-9a-f]{2}){31}");
  }

  @Test
  void a_chain_in_the_wrong_order_is_put_right_with_a_remark() throws IOException {
    var right = IdentityFiles.read(OpenSsl.pem("ec-chain.pem", "ec.key")).getFirst();
    assertThat(right.remarks()).isEmpty();
    var wrong = file("wrong.pem", text("root.pem"), text("middle.pem"), text("ec.pem"));
    var read = IdentityFiles.read(OpenSsl.pem(wrong, OpenSsl.file("ec.key"))).getFirst();
    assertThat(read.chain()).hasSize(3).startsWith(right.certificate());
    assertThat(read.remarks()).singleElement().asString().contains("wrong order");
  }

  @Test
  void a_certificate_that_does_not_belong_to_the_chain_is_left_out_with_a_remark()
      throws IOException {
    var gap = file("gap.pem", text("ec.pem"), text("root.pem"));
    var read = IdentityFiles.read(OpenSsl.pem(gap, OpenSsl.file("ec.key"))).getFirst();
    assertThat(read.chain()).hasSize(1);
    assertThat(read.remarks()).singleElement().asString().contains("1 of its certificates");
  }

  @Test
  void a_key_that_everybody_may_read_is_remarked_on() throws IOException {
    var key = file("open.key", text("ec.key"));
    Files.setPosixFilePermissions(key, fromString("rw-r--r--"));
    assertThat(IdentityFiles.read(OpenSsl.pem(OpenSsl.file("ec.pem"), key)).getFirst().remarks())
        .containsExactly(
            "every user of this host may read the private key in " + key + ": chmod o-r");
    Files.setPosixFilePermissions(key, fromString("rw-r-----"));
    assertThat(IdentityFiles.read(OpenSsl.pem(OpenSsl.file("ec.pem"), key)).getFirst().remarks())
        .isEmpty();
  }

  @Test
  void a_key_of_another_certificate_is_refused() {
    refused(
        OpenSsl.pem("ec.pem", "rsa.key"),
        "ec.pem: the private key does not fit the certificate (of CN=ec)");
    refused(OpenSsl.pem("ec.pem", "root.key"), "the private key does not fit the certificate");
  }

  @Test
  void what_is_wrong_is_told_with_its_line() throws IOException {
    var lines = text("ec.pem").lines().toList();
    var half = file("half.pem", "# mine\n", String.join("\n", lines.subList(0, 5)));
    refused(OpenSsl.pem(half, OpenSsl.file("ec.key")), half + ":2: BEGIN CERTIFICATE has no END");

    var spoilt = file("spoilt.pem", text("ec.pem").replace(lines.get(2), "!" + lines.get(2)));
    refused(OpenSsl.pem(spoilt, OpenSsl.file("ec.key")), spoilt + ":3: this is not base64");

    var torn = file("torn.pem", text("ec.pem").replace(lines.get(3) + "\n", ""));
    refused(
        OpenSsl.pem(torn, OpenSsl.file("ec.key")), torn + ":1: this certificate cannot be read");

    var empty = file("empty.pem");
    refused(OpenSsl.pem(empty, OpenSsl.file("ec.key")), empty + ": no certificate in it");
    refused(OpenSsl.pem(OpenSsl.file("ec.pem"), empty), empty + ": 0 private keys in it");

    var none = folder.resolve("none.pem");
    refused(OpenSsl.pem(none, none), none + ": there is no such file");

    var large = Files.write(folder.resolve("large"), new byte[Pem.LONGEST + 1]);
    refused(OpenSsl.pem(large, large), large + ": longer than 1 MiB");

    var other = file("other.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    refused(
        OpenSsl.pem(OpenSsl.file("ec.pem"), other), other + ":1: this private key cannot be read");
  }

  @Test
  void what_is_written_is_for_its_owner_alone_and_reads_as_it_was() throws IOException {
    var kept = IdentityFiles.read(OpenSsl.pem("ec-chain.pem", "ec.key")).getFirst();
    var file = folder.resolve("new/written.pem");
    IdentityFiles.write(file, kept.entry().getPrivateKey(), kept.chain());
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(fromString("rw-------"));
    assertThat(IdentityFiles.read(file).chain()).isEqualTo(kept.chain());
    try (var all = Files.list(folder.resolve("new"))) {
      assertThat(all).containsExactly(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ftp.example.org, true",
    "FTP.example.org, true",
    "x.files.example.org, true",
    "a.x.files.example.org, false",
    "files.example.org, false",
    "example.org, false"
  })
  void a_wildcard_is_one_label(String name, boolean holds) throws IOException {
    assertThat(IdentityFiles.read(OpenSsl.pem("ec.pem", "ec.key")).getFirst().isFor(name))
        .isEqualTo(holds);
  }

  private static void refused(CertificateFile file, String why) {
    assertThatThrownBy(() -> IdentityFiles.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  private Path file(String name, String... parts) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("", List.of(parts)));
  }

  private static String text(String name) throws IOException {
    return Files.readString(OpenSsl.file(name));
  }
}
