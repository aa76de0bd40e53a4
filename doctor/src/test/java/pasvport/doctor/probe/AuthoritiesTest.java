package pasvport.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthoritiesTest {
  /** CN=lab, issued by itself, P-256, until 2126. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBcjCCARmgAwIBAgIUeU3eWB2eqDuLe2jYaIZIcAjmU+QwCgYIKoZIzj0EAwIw
      DjEMMAoGA1UEAwwDbGFiMCAXDTI2MTEyNjA2NTAxNFoYDzIxMjYxMTAyMDY1MDE0
      WjAOMQwwCgYDVQQDDANsYWIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT2iS25
      Cz9wbhljctA1t0yvWV+kA8WFraVvhF+Bj/lEsmsWHJzkdsbxQfQ+0kWDBzMcUxf1
      wy1wXI3Islr76lO6o1MwUTAdBgNVHQ4EFgQU4Dd1r1SSHbwuo8Syszj7V2On+W8w
      HwYDVR0jBBgwFoAU4Dd1r1SSHbwuo8Syszj7V2On+W8wDwYDVR0TAQH/BAUwAwEB
      /zAKBggqhkjOPQQDAgNHADBEAiAiPYIQtreMivAdkOBx2FCOXc05uSq9K5FRVvlS
      YpEq3wIgG4SpT/7kLNWl7WGD6oNcfI+nG5zTOrUsy84NY8cwcXQ=
      -----END CERTIFICATE-----
      """;

  /** A key as a server's file has it, not this certificate's. */
  private static final String KEY =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg
      -----END PRIVATE KEY-----
      """;

  @TempDir private Path folder;

  @Test
  void a_servers_own_file_with_its_key_vouches_for_that_server() throws Exception {
    var file = Files.writeString(folder.resolve("server.pem"), KEY + CERTIFICATE);
    var bytes = CERTIFICATE.getBytes(StandardCharsets.US_ASCII);
    var certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(bytes));
    X509Certificate[] chain = {certificate};
    assertThat(Authorities.known().objection(chain, "ECDHE_ECDSA")).isPresent();
    assertThat(Authorities.with(file).objection(chain, "ECDHE_ECDSA")).isEmpty();
  }

  @Test
  void a_file_without_certificates_is_refused_by_name() throws Exception {
    var file = Files.writeString(folder.resolve("key.pem"), KEY);
    assertThatThrownBy(() -> Authorities.with(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key.pem holds no certificate");
  }
}
