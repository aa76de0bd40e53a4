package pasvport.doctor.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, true, false",
    "172.16.0.1, true, false",
    "172.17.0.2, true, true",
    "172.31.255.1, true, true",
    "172.32.0.1, false, false",
    "10.42.0.7, true, true",
    "192.168.1.1, true, false",
    "100.64.0.1, true, false",
    "169.254.0.1, true, false",
    "127.0.0.1, true, false",
    "203.0.113.7, false, false",
    "fd00::1, true, false",
    "fe80::1, true, false",
    "2001:db8::1, false, false",
  })
  void private_and_containers_addresses_are_told(
      String text, boolean isPrivate, boolean isContainers) {
    var address = InetAddress.ofLiteral(text);
    assertThat(Addresses.isPrivate(address)).isEqualTo(isPrivate);
    assertThat(Addresses.isContainers(address)).isEqualTo(isContainers);
  }

  @ParameterizedTest
  @CsvSource({"64:ff9b::c000:201, true", "2001:db8::1, false"})
  void the_well_known_prefix_of_nat64_is_told(String text, boolean expected) {
    assertThat(Addresses.isNat64(InetAddress.ofLiteral(text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1, 192.0.2.1:21", "2001:db8:0:0::1, [2001:db8::1]:21"})
  void an_address_and_its_port_are_shown_as_one(String text, String shown) {
    assertThat(Addresses.shown(new InetSocketAddress(InetAddress.ofLiteral(text), 21)))
        .isEqualTo(shown);
  }
}
