package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pasvport.lab.Host;
import pasvport.lab.Lab;

/** Certificates from a real CA over ACME: by both challenges, renewed, and refused. */
@Tag("lab")
final class AcmeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Renewed after two thirds; long enough that nothing is renewed while a test looks at it. */
  private static final Duration VALIDITY = Duration.ofSeconds(60);

  private static final String AUTHORITY = "10.8.0.1";
  private static final String SITE = "10.8.0.2";

  @TempDir private static Path folder;
  private static Lab lab;
  private static Host authority;
  private static Host site;
  private static Pebble pebble;

  @BeforeAll
  static void build() throws IOException {
    var missing = Lab.missing();
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    for (var program : List.of("pebble", "pebble-challtestsrv", "openssl", "curl")) {
      assumeTrue(Lab.installed(program), () -> "ACME needs the program " + program);
    }
    lab = Lab.open("acme");
    authority = lab.host("authority");
    site = lab.host("site");
    lab.link(authority, AUTHORITY + "/24", site, SITE + "/24");
    pebble = Pebble.start(authority, folder, AUTHORITY, SITE, VALIDITY);
  }

  @AfterAll
  static void tear_down() {
    if (lab != null) {
      lab.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"http-01, 80, 2121", "tls-alpn-01, 443, 2122"})
  void a_certificate_for_several_names_is_obtained_and_the_port_closes_again(
      String challenge, int port, int control) throws IOException {
    var home = folder.resolve(challenge);
    try (var pasvport = up(home, control, "a.example.org, b.example.org", challenge)) {
      pasvport.awaitLogged(0, " certificate in force ", "issuer=\"itself\"");
      pasvport.awaitLogged(0, " certificate in force ", "issuer=\"CN=Pebble Intermediate");

      assertThat(openssl(certificate(home), "-ext", "subjectAltName"))
          .contains("DNS:a.example.org", "DNS:b.example.org");
      assertThat(
              authority
                  .run("curl", "-sS", "http://%s:%d/".formatted(SITE, port))
                  .within(PATIENCE)
                  .exit())
          .isEqualTo(7); // curl(1): failed to connect
    }
  }

  @Test
  void one_that_nears_its_end_is_renewed_with_the_same_account() throws IOException {
    var home = folder.resolve("renewed");
    try (var pasvport = up(home, 2123, "c.example.org", "http-01")) {
      var first = fingerprints(pasvport, 1);
      var account = Files.readString(certificate(home).resolveSibling("account.pem"));

      var both = fingerprints(pasvport, 2);

      assertThat(both).startsWith(first.getFirst()).doesNotHaveDuplicates();
      assertThat(certificate(home).resolveSibling("account.pem")).hasContent(account);
    }
    try (var again = up(home, 2123, "c.example.org", "http-01")) {
      // What is kept serves from the start; no self-signed one comes first.
      assertThat(fingerprints(again, 1)).isNotEmpty();
      assertThat(again.log()).doesNotContain("issuer=\"itself\"");
    }
  }

  @Test
  void an_order_that_the_ca_refuses_leaves_the_certificate_in_force() throws IOException {
    var home = folder.resolve("refused");
    pebble.leads("elsewhere.example.org", AUTHORITY); // where nothing answers at port 80
    try (var pasvport = up(home, 2124, "d.example.org", "http-01")) {
      var before = fingerprints(pasvport, 1);

      var from = pasvport.logged();
      write(home, 2124, "d.example.org, elsewhere.example.org", "http-01");
      pasvport.awaitLogged(
          from,
          "no certificate obtained, the one in force stays",
          "elsewhere.example.org: ",
          "again=");

      assertThat(issued(pasvport)).isEqualTo(before);
      assertThat(openssl(certificate(home), "-ext", "subjectAltName"))
          .contains("DNS:d.example.org")
          .doesNotContain("elsewhere");
    }
  }

  private static Pasvport up(Path home, int control, String names, String challenge)
      throws IOException {
    return Pasvport.up(site, home, control, text(control, names, challenge));
  }

  private static void write(Path home, int control, String names, String challenge)
      throws IOException {
    Files.writeString(
        home.resolveSibling(home.getFileName() + ".yaml"), text(control, names, challenge));
  }

  private static String text(int control, String names, String challenge) {
    return "listen: %d\npassive: {ports: %d}\ncertificates: {acme: {names: [%s], challenge: %s, %s}}\n"
        .formatted(control, control + 48000, names, challenge, pebble.site());
  }

  /** The certificates of the CA that have come into force, once there are so many. */
  private static List<String> fingerprints(Pasvport pasvport, int many) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(issued(pasvport)).as(pasvport.log()).hasSizeGreaterThanOrEqualTo(many));
    return issued(pasvport);
  }

  private static List<String> issued(Pasvport pasvport) {
    return Pattern.compile(
            "certificate in force .*issuer=\"CN=Pebble Intermediate.*sha256=\"([0-9a-f:]*)\"")
        .matcher(pasvport.log())
        .results()
        .map(line -> line.group(1))
        .toList();
  }

  private static Path certificate(Path home) {
    return home.resolve("certificates/acme/%s_14000_dir/certificate.pem".formatted(AUTHORITY));
  }

  private static String openssl(Path certificate, String... words) {
    var command =
        new ArrayList<>(List.of("openssl", "x509", "-noout", "-in", certificate.toString()));
    command.addAll(List.of(words));
    return site.run(command).within(PATIENCE).orThrow().stdout();
  }
}
