package pasvport.certificates;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.site.CertificateFile;
import pasvport.site.CertificateSources;
import pasvport.site.Home;
import pasvport.site.Site;

/** Which certificates are in force: at a first start, and while files change. */
class CertificatesTest {
  private static final CertificateSources NONE = Site.defaults().certificates();
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir private Path folder;
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void the_first_start_makes_one_for_this_host_and_the_next_keeps_it() throws IOException {
    try (var first = open(NONE)) {
      var made = first.inForce().getFirst();
      assertThat(made.names()).contains("localhost", "127.0.0.1");
      assertThat(made.issuer()).isEqualTo("itself");
      assertThat(made.keyType()).isEqualTo("EC");
      assertThat(made.expires()).isAfter(NOW.plus(Duration.ofDays(3650)));
      assertThat(Files.getPosixFilePermissions(Path.of(made.origin())))
          .isEqualTo(fromString("rw-------"));
      try (var second = open(NONE)) {
        assertThat(second.inForce().getFirst().fingerprint()).isEqualTo(made.fingerprint());
      }
    }
  }

  @Test
  void a_self_signed_one_that_would_end_while_it_serves_is_made_anew() throws IOException {
    try (var first = open(NONE);
        var later =
            Certificates.open(NONE, home(), registry, () -> NOW.plus(Duration.ofDays(3653 - 29)))) {
      assertThat(later.inForce().getFirst().fingerprint())
          .isNotEqualTo(first.inForce().getFirst().fingerprint());
    }
  }

  @Test
  void files_take_the_place_of_the_self_signed_one_in_their_order() throws IOException {
    try (var certificates = open(of(OpenSsl.pem("rsa.pem", "rsa.key"), ec()))) {
      assertThat(certificates.inForce()).extracting(Identity::keyType).containsExactly("RSA", "EC");
      assertThat(certificates.entries()).hasSize(2);
      assertThat(home().folder()).doesNotExist();
    }
  }

  @Test
  void a_file_that_cannot_be_used_is_an_error_at_the_start() {
    assertThatThrownBy(() -> open(of(OpenSsl.pem("ec.pem", "rsa.key"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void a_renewal_in_two_steps_comes_into_force_when_both_files_fit() throws IOException {
    var files = copies();
    try (var certificates = open(of(files))) {
      copy("rsa.key", files.key().orElseThrow());
      looks(certificates, 3);
      assertThat(inForce(certificates)).isEqualTo("EC");
      copy("rsa.pem", files.certificate().orElseThrow());
      looks(certificates, 1);
      assertThat(inForce(certificates)).isEqualTo("EC"); // it may be half a file
      looks(certificates, 1);
      assertThat(inForce(certificates)).isEqualTo("RSA");
    }
  }

  @Test
  void half_a_file_leaves_what_was_in_force() throws IOException {
    var files = copies();
    try (var certificates = open(of(files))) {
      var whole = Files.readString(OpenSsl.file("ec.pem"));
      Files.writeString(files.certificate().orElseThrow(), whole.substring(0, 300));
      looks(certificates, 3);
      Files.delete(files.key().orElseThrow());
      looks(certificates, 3);
      assertThat(inForce(certificates)).isEqualTo("EC");
    }
  }

  @Test
  void links_that_are_pointed_elsewhere_are_followed() throws IOException {
    // As Kubernetes does it: files are links through a link to a folder, and that one is replaced.
    var data = folder.resolve("..data");
    Files.createSymbolicLink(data, version("one", "ec"));
    var files =
        OpenSsl.pem(
            Files.createSymbolicLink(folder.resolve("tls.crt"), Path.of("..data/tls.crt")),
            Files.createSymbolicLink(folder.resolve("tls.key"), Path.of("..data/tls.key")));
    try (var certificates = open(of(files))) {
      assertThat(inForce(certificates)).isEqualTo("EC");
      var next = Files.createSymbolicLink(folder.resolve("..next"), version("two", "rsa"));
      Files.move(next, data, REPLACE_EXISTING);
      looks(certificates, 2);
      assertThat(inForce(certificates)).isEqualTo("RSA");
    }
  }

  @Test
  void a_changed_site_is_taken_as_a_whole_or_not_at_all() throws IOException {
    try (var certificates = open(NONE)) {
      assertThatThrownBy(
              () -> certificates.prepare(of(ec(), OpenSsl.pem("ec.pem", "rsa.key"))).run())
          .isInstanceOf(IOException.class);
      assertThat(certificates.inForce().getFirst().issuer()).isEqualTo("itself");
      var ready = certificates.prepare(of(ec()));
      assertThat(certificates.inForce().getFirst().issuer()).isEqualTo("itself");
      ready.run();
      assertThat(certificates.inForce().getFirst().issuer()).isEqualTo("CN=Test intermediate");
    }
  }

  @Test
  void the_metric_is_the_end_of_each_in_force_in_seconds_since_1970() throws IOException {
    try (var certificates = open(of(ec()))) {
      var gauge =
          registry
              .get("pasvport.certificate.expires")
              .tags("name", "ftp.example.org", "key", "EC")
              .gauge();
      assertThat(gauge.value())
          .isEqualTo((double) certificates.inForce().getFirst().expires().getEpochSecond());
      assertThat(gauge.getId().getBaseUnit()).isEqualTo("seconds");

      certificates.prepare(of(OpenSsl.pem("rsa.pem", "rsa.key"))).run();
      assertThat(registry.get("pasvport.certificate.expires").gauges())
          .singleElement()
          .satisfies(only -> assertThat(only.getId().getTag("key")).isEqualTo("RSA"));
    }
  }

  private Certificates open(CertificateSources sources) throws IOException {
    return Certificates.open(sources, home(), registry, () -> NOW);
  }

  private Home home() {
    return Home.at(folder.resolve("home"));
  }

  private static CertificateSources of(CertificateFile... files) {
    return new CertificateSources(List.of(files), NONE.acme());
  }

  private static CertificateFile ec() {
    return OpenSsl.pem("ec.pem", "ec.key");
  }

  private CertificateFile copies() throws IOException {
    var files = OpenSsl.pem(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
    copy("ec.pem", files.certificate().orElseThrow());
    copy("ec.key", files.key().orElseThrow());
    return files;
  }

  private Path version(String name, String kind) throws IOException {
    var made = Files.createDirectory(folder.resolve(name));
    copy(kind + ".pem", made.resolve("tls.crt"));
    copy(kind + ".key", made.resolve("tls.key"));
    return made;
  }

  private static void copy(String name, Path to) throws IOException {
    Files.copy(OpenSsl.file(name), to, REPLACE_EXISTING);
  }

  private static void looks(Certificates certificates, int times) {
    for (var time = 0; time < times; time++) {
      certificates.look();
    }
  }

  private static String inForce(Certificates certificates) {
    return certificates.inForce().getFirst().keyType();
  }
}
