package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What holds when there is no file at all. */
class DefaultsTest {

  private final Site site = Site.defaults();

  @Test
  void every_address_is_listened_on_at_2121() {
    assertThat(site.listen()).containsExactly(new Endpoint("*", 2121));
  }

  @Test
  void the_embedded_server_stands_behind_the_gateway_without_anonymous() {
    assertThat(site.server()).isEmpty();
    assertThat(site.embedded()).isEqualTo(new Embedded(Optional.empty(), false, 2022));
  }

  @Test
  void ten_ports_are_announced_at_the_address_that_the_client_reached() {
    assertThat(site.passive())
        .isEqualTo(
            new Passive(
                new PortRange(50000, 50009),
                0,
                new Advertise.SameAsControl(),
                List.of(),
                256,
                DataPeer.EXACT));
  }

  @Test
  void no_proxy_is_believed_and_the_server_is_told_nothing() {
    assertThat(site.proxyProtocol()).isEqualTo(new ProxyProtocol(List.of(), List.of()));
    assertThat(site.serverProxy()).isEqualTo(ServerProxy.OFF);
  }

  @Test
  void tls_is_offered_to_clients_and_not_asked_of_the_server() {
    assertThat(site.tls())
        .isEqualTo(
            new Tls(
                Tls.Control.OFFERED,
                Tls.Data.OFFERED,
                List.of(),
                Tls.Version.V1_2,
                false,
                Tls.ClientCertificates.OFF,
                Optional.empty(),
                false,
                false,
                CloseNotify.REQUIRED));
    assertThat(site.serverTls())
        .isEqualTo(
            new ServerTls(
                ServerTls.Mode.OFF, new Trust.Systems(), Optional.empty(), CloseNotify.REQUIRED));
  }

  @Test
  void everyone_is_served() {
    assertThat(site.access()).isEqualTo(new Access(List.of(), List.of()));
  }

  @Test
  void limits_are_generous_and_finite() {
    assertThat(site.limits()).isEqualTo(new Limits(2000, 250, 120, 240, 4096, 65536, 10));
  }

  @Test
  void timeouts_are_those_of_the_reference() {
    assertThat(site.timeouts())
        .isEqualTo(
            new Timeouts(
                Duration.ofMinutes(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30)));
  }

  @Test
  void the_log_is_text() {
    assertThat(site.log().format()).isEqualTo(Logging.Format.TEXT);
  }
}
