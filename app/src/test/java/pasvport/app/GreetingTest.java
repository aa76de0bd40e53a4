package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pasvport.server.Users;
import pasvport.site.Home;
import pasvport.site.HostAddresses;
import pasvport.site.Site;
import pasvport.site.SiteException;

class GreetingTest {
  private static final Home HOME = Home.at(Path.of("/srv/pasvport"));

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "::1, [::1]",
    "2001:db8::1:0:0:1, '[2001:db8::1:0:0:1]'",
    "2001:db8:0:1:1:1:1:1, '[2001:db8:0:1:1:1:1:1]'",
    "2001:db8:0:0:1:0:0:0, '[2001:db8:0:0:1::]'",
    "fd00::, [fd00::]"
  })
  void an_address_in_a_url_is_written_as_clients_expect_it(String address, String written) {
    assertThat(Greeting.inUrl(InetAddress.ofLiteral(address))).isEqualTo(written);
  }

  @Test
  void the_first_run_prints_urls_with_the_generated_password_and_what_to_let_in() {
    var first = Optional.of(new Users.Generated("pasvport", "s3cret"));
    String text = print(new Greeting(Site.defaults(), Optional.empty(), HOME, first, List.of()));
    assertThat(text)
        .contains("ftp://pasvport:s3cret@127.0.0.1:2121/\n")
        .contains("TCP 2121 (control), TCP 2022 (SFTP) and TCP 50000-50009 (passive data)")
        .contains("sftp://pasvport:s3cret@127.0.0.1:2022/\n")
        .contains("/srv/pasvport");
  }

  @Test
  void a_shifted_range_is_shown_as_the_firewall_in_front_sees_it() throws SiteException {
    String yaml = "listen: 127.0.0.1:21\nserver: 127.0.0.2\npassive: {port-shift: -1000}\n";
    Site site = Site.parse(yaml, "pasvport.yaml", HostAddresses.ofThisHost()).site();
    String text = print(new Greeting(site, Optional.empty(), HOME, Optional.empty(), List.of()));
    assertThat(text)
        .contains("ftp://127.0.0.1/\n")
        .contains("TCP 21 (control) and TCP 49000-49009");
  }

  @Test
  void an_entry_with_tls_from_the_first_byte_has_a_url_and_is_among_what_to_let_in()
      throws SiteException {
    String yaml = "listen: 127.0.0.1:21\nserver: 127.0.0.2\ntls: {implicit: 127.0.0.1:990}\n";
    Site site = Site.parse(yaml, "pasvport.yaml", HostAddresses.ofThisHost()).site();
    String text = print(new Greeting(site, Optional.empty(), HOME, Optional.empty(), List.of()));
    assertThat(text).contains("ftps://127.0.0.1/\n").contains("TCP 21, 990 (control)");
  }

  private static String print(Greeting greeting) {
    StringWriter text = new StringWriter();
    greeting.print(new PrintWriter(text));
    return text.toString();
  }
}
