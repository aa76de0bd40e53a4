package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How addresses are written. */
class HostTextTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "::, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "1:2:3:4:5:6:7:80, 1:2:3:4:5:6:7:80",
    "::ffff:192.0.2.1, 192.0.2.1"
  })
  void an_address_is_written_as_rfc_5952_has_it(String text, String written) {
    assertThat(HostText.written(HostText.parse(text))).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({"*, 2121, *:2121", "10.0.0.1, 21, 10.0.0.1:21", "2001:db8::1, 21, [2001:db8::1]:21"})
  void an_endpoint_is_written_as_it_can_be_read(String host, int port, String written) {
    assertThat(new Endpoint(host, port)).hasToString(written);
    assertThat(Endpoint.listener(written)).isEqualTo(new Endpoint(host, port));
  }
}
