package pasvport.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pasvport.site.CertificateFile;
import pasvport.site.CertificateSources;
import pasvport.site.Home;
import pasvport.site.Site;

/** What {@code pasvport check} learns about certificates, without changing anything. */
class ExaminationTest {
  @TempDir private Path folder;

  @Test
  void without_any_nothing_is_made_and_nothing_is_wrong() {
    var found = examine(List.of());
    assertThat(found.inForce()).isEmpty();
    assertThat(found.problems()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void an_error_names_the_entry_of_the_site() {
    assertThat(examine(List.of(), OpenSsl.pem("ec.pem", "rsa.key")).problems())
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.in("pasvport.yaml"))
                .startsWith("pasvport.yaml: certificates.files[0]: ")
                .contains("does not fit"));
  }

  @Test
  void a_name_that_no_certificate_holds_for_is_warned_of() {
    var names = List.of("ftp.example.org", "other.example.org");
    assertThat(examine(names, OpenSsl.pem("root.pem", "root.key")).problems())
        .extracting(problem -> problem.in("site"))
        .anySatisfy(said -> assertThat(said).contains("CN=Test root names no host"))
        .contains("site: warning: certificates: no certificate holds for ftp.example.org");
    assertThat(examine(names, OpenSsl.pem("ec-chain.pem", "ec.key")).problems())
        .extracting(problem -> problem.in("site"))
        .contains("site: warning: certificates: no certificate holds for other.example.org")
        .noneSatisfy(said -> assertThat(said).contains("holds for ftp.example.org"));
  }

  private Examination examine(List<String> names, CertificateFile... files) {
    return Examination.of(
        new CertificateSources(List.of(files), Site.defaults().certificates().acme()),
        Home.at(folder),
        names,
        Instant.parse("2027-06-01T12:00:00Z"));
  }
}
